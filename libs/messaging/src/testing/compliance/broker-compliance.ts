import { afterAll, beforeAll, describe } from '@jest/globals';
import type { BrokerUnderTest } from './broker-under-test.js';
import { failureCases } from './broker-failures.js';
import { orderCases } from './broker-order.js';
import { sendCases } from './broker-sends.js';

/** What every broker does, held against one adapter. Call it at the top of a spec. */
export function brokerCompliance(name: string, makeBroker: () => BrokerUnderTest | Promise<BrokerUnderTest>): void {
  describe(`${name} is a broker`, () => {
    let under: BrokerUnderTest;
    beforeAll(async () => void (under = await makeBroker()));
    afterAll(() => under.close());
    sendCases(() => under);
    orderCases(() => under);
    failureCases(() => under);
  });
}
