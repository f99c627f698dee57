import { camel, pascal, snake, spoken, type StepNames } from '../words.js';

export const recordSpec = ({
  step,
  record,
  records,
  yes,
  no,
  undo,
  done,
}: StepNames): string => `import { describe, expect, it } from '@jest/globals';
import { ${pascal(yes)}, ${pascal(done)}, ${pascal(no)} } from '@sagaworks/contracts';
import { Loaded } from '@sagaworks/messaging';
import { contextOf } from '@sagaworks/messaging/testing';
import { ${pascal(undo)}Handler } from './${undo}/${undo}.handler.js';
import { LARGEST } from './${record}.js';
import { ${camel(records)} as table, ${pascal(record)}Store } from './${record}.store.js';
import { ${pascal(step)}Handler } from './${step}/${step}.handler.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const ofSaga = { correlationId: 'saga-1' };
const store = new ${pascal(record)}Store();

/** The ${spoken(record)} of one saga: what it is asked, and what it says. */
function ${camel(record)}() {
  const ${camel(records)} = new Loaded(table.keyOf);
  return {
    ask: (amount = 1, deadline?: Date) => {
      const request = { orderId, amount: { amount, currency: 'EUR' } };
      const context = contextOf(request, { ...ofSaga, ...(deadline && { deadline }) });
      return new ${pascal(step)}Handler(store).decide(request, ${camel(records)}, context);
    },
    cancel: () => new ${pascal(undo)}Handler(store).decide({ orderId }, ${camel(records)}, contextOf({ orderId }, ofSaga)),
    standing: () => ${camel(records)}.find('saga-1')?.standing,
  };
}
const refused = (code: string) =>
  expect.objectContaining({
    contract: ${pascal(no)},
    data: expect.objectContaining({ reason: expect.objectContaining({ code }) }),
  });

describe('asked for the ${spoken(record)}', () => {
  it('says yes up to the limit, and no above it', () => {
    expect(${camel(record)}().ask(LARGEST)).toEqual(${pascal(yes)}({ orderId }));
    expect(${camel(record)}().ask(LARGEST + 1)).toEqual(refused('limit-exceeded'));
  });

  it('gives its first answer again', () => {
    const { ask } = ${camel(record)}();
    const first = ask(LARGEST + 1);
    expect(ask(1)).toEqual(first);
  });

  it('answers no once the deadline is past', () => {
    const { ask, standing } = ${camel(record)}();
    expect(ask(1, new Date('2030-01-01T12:00:00.000Z'))).toEqual(refused('deadline-missed'));
    expect(standing()).toBe('none');
  });
});

describe('asked to cancel it', () => {
  it('does so once, and says the same again', () => {
    const { ask, cancel, standing } = ${camel(record)}();
    ask();
    expect([cancel(), cancel()]).toEqual([${pascal(done)}({ orderId }), ${pascal(done)}({ orderId })]);
    expect(standing()).toBe('cancelled');
    expect(ask()).toEqual(${pascal(yes)}({ orderId }));
  });

  it('before it was asked for, leaves a refusal to find', () => {
    const { ask, cancel, standing } = ${camel(record)}();
    expect(cancel()).toEqual(${pascal(done)}({ orderId }));
    expect(ask()).toEqual(refused('withdrawn'));
    expect(standing()).toBe('none');
  });
});
`;

export const storeSpec = (
  { service, record, records, past }: StepNames,
  migration: string,
): string => `import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { throwawayService, type ThrowawayService } from '@sagaworks/messaging/testing';
import type { ${pascal(record)} } from './${record}.js';
import { ${pascal(record)}Store } from './${record}.store.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const ${camel(record)}: ${pascal(record)} = { sagaId: 'saga-1', orderId, answer: '${past}', standing: 'stands' };
const store = new ${pascal(record)}Store();
let under: ThrowawayService;
beforeAll(
  async () =>
    void (under = await throwawayService(
      '${service}',
      new URL('../../../prisma/${service}/migrations/${migration}/migration.sql', import.meta.url),
    )),
);
afterAll(() => under.close());

const put = (row: ${pascal(record)}) =>
  under.database.transaction(async (tx) => {
    const loaded = await store.load(tx, [row.sagaId]);
    loaded.put(row);
    store.save(tx, loaded);
  });
const found = (sagaId: string) =>
  under.database.transaction(async (tx) => (await store.load(tx, [sagaId])).find(sagaId));

describe('${spoken(records)} in PostgreSQL', () => {
  it('come back as they were put and changed', async () => {
    await put(${camel(record)});
    expect(await found('saga-1')).toEqual(${camel(record)});
    await put({ ...${camel(record)}, standing: 'cancelled' });
    expect(await found('saga-1')).toEqual({ ...${camel(record)}, standing: 'cancelled' });
  });

  it('cannot be in a state that the rules do not know', async () => {
    await expect(
      under.database.query(\`INSERT INTO ${snake(records)} VALUES ('saga-9', $1, 'maybe', 'none')\`, [orderId]),
    ).rejects.toThrow('${snake(records)}_answer_check');
  });
});
`;

/** `alone`: the service has no other step, so that it can be silenced for this one. */
export const story = (
  { step, service }: StepNames,
  alone: boolean,
): string => `import { describe, expect, it } from '@jest/globals';
${alone ? "import { until } from '@sagaworks/messaging/testing';\n" : ''}import { undoneFrom } from '../../machines/oracle/protocol.js';
import { Lab } from './support.js';

const UNDONE = undoneFrom('${step}');

describe('${step}', () => {
  const lab = Lab.open();

  it('that says yes lets the order be fulfilled', async () => {
    const { order, undone } = await lab.run('yes');
    expect(order.status).toBe('fulfilled');
    expect(undone).toEqual([]);
  }, 30_000);

  it('that is refused takes the order back', async () => {
    const { order, undone } = await lab.run('refused', { lines: [{ sku: 'KETTLE', quantity: 200 }] });
    expect(order).toMatchObject({
      status: 'cancelled',
      reason: { code: 'refused', text: 'The order is above the limit.' },
    });
    expect(undone).toEqual(UNDONE.slice(1));
  }, 30_000);
${
  alone
    ? `
  it('that stays silent is undone too, since it may have happened', async () => {
    const { shop } = lab.system;
    const { order, undone } = await lab.run('silent', {}, async ({ orderId }) => {
      await lab.silence('${service}', () =>
        until(async () => (await shop.timeline(orderId)).some(({ kind }) => kind === 'undo-asked'), {
          timeout: 20_000,
        }),
      );
    });
    expect(order).toMatchObject({ status: 'cancelled', reason: { code: 'deadline-missed' } });
    expect(undone).toEqual(UNDONE);
  }, 60_000);
`
    : ''
}});
`;
