import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { services, type ServiceName } from '@sagaworks/tools';
import { faultsAt, setFault } from './faults.js';
import { placeMany } from './load.js';
import { Oracle } from './oracle.js';
import { System } from './system.js';
import { turnsOf } from './turns.js';

const ORDERS = 30;
const THROWS = 3;

interface Tried {
  /** Where the point is on the way. @default every service */
  readonly at?: readonly ServiceName[];
  /** How many processes of each. @default 1 */
  readonly instances?: number;
  /** Brings the service to the point. @default orders do */
  readonly reach?: (system: System, service: ServiceName) => Promise<void>;
  /** @default 3 */
  readonly throws?: number;
}

/**
 * Each service crashes and throws at a named point while orders are placed: every order ends, and nothing
 * happens twice. Called once in a spec file.
 */
export function atPoint(
  point: string,
  { at = services, instances = 1, reach = () => Promise.resolve(), throws = THROWS }: Tried = {},
): void {
  const turns = turnsOf(point, at);
  let system: System;
  let oracle: Oracle;
  beforeAll(async () => {
    system = await System.start({
      env: { FAULTS: 'on' },
      instances: Object.fromEntries(turns.map((name) => [name, instances])),
    });
    oracle = await Oracle.over(system);
  }, 180_000);
  afterAll(() => system?.[Symbol.asyncDispose](), 60_000);

  describe.each(turns)(`at ${point}`, (name) => {
    it(`${name} dies, and goes on when it is started again`, async () => {
      const service = system.service(name);
      await underLoad(async () => {
        await setFault(service.url, { point, action: 'crash' });
        await reach(system, name);
        await until(() => !service.running, { what: `${name} dying at ${point}`, timeout: 30_000 });
        await service.start();
      });
    }, 180_000);

    it(`${name} fails, and goes on`, async () => {
      const { url } = system.service(name);
      await underLoad(async () => {
        const { id } = await setFault(url, { point, action: 'throw', times: throws });
        await reach(system, name);
        const hits = async () => (await faultsAt(`${url}/ops/faults`)).find((fault) => fault.id === id)?.hits;
        await until(async () => (await hits()) === throws, {
          what: `${name} failing ${throws} times at ${point}`,
          timeout: 30_000,
        });
      });
    }, 180_000);
  });

  /** Does it in the midst of orders, and asks the oracle when they have ended. */
  async function underLoad(disaster: () => Promise<void>): Promise<void> {
    const { shop } = system;
    const before = (await shop.orders()).length;
    const placing = placeMany(shop, ORDERS);
    await until(async () => (await shop.orders()).length >= before + ORDERS / 6, { timeout: 30_000 });
    const [placed] = await Promise.all([placing, disaster()]);
    expect(new Set(placed.map(({ orderId }) => orderId)).size).toBe(ORDERS);
    for (const { orderId } of placed) await shop.ended(orderId, 120_000);
    expect(await oracle.wrong(30_000)).toEqual([]);
  }
}
