import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { randomUUID } from 'node:crypto';
import { headersOf, sendPlain } from '../../machines/support/kafka.js';
import { System } from '../../machines/support/system.js';

interface DeadLetter {
  readonly id: string;
  readonly messageId: string;
  readonly status: string;
}

// A record that nobody can handle is put aside with its reason, and its partition goes on.
describe('a record on inventory.commands', () => {
  let system: System;

  beforeAll(async () => {
    system = await System.start({ outside: 'instant' });
  }, 120_000);
  afterAll(() => system?.[Symbol.asyncDispose](), 60_000);

  const headers = (id: string) =>
    headersOf('inventory.reserve-stock', id, { ce_dataschema: 'urn:message:inventory.reserve-stock:1' });
  const order = (orderId: string = randomUUID()) =>
    JSON.stringify({ orderId, lines: [{ sku: 'MUG-BLUE', quantity: 1 }] });
  const deadLetters = async (): Promise<DeadLetter[]> => {
    const response = await fetch(`${system.services.urls.inventory}/ops/dead-letters?limit=100`);
    return ((await response.json()) as { items: DeadLetter[] }).items;
  };

  const cases: readonly (readonly [
    string,
    (id: string) => { value: string; headers: Record<string, string>; timestamp?: string },
    RegExp,
  ])[] = [
    ['that is not JSON', (id) => ({ value: '{oops', headers: headers(id) }), /not JSON/],
    ['with the wrong schema', (id) => ({ value: '{"orderId":"x"}', headers: headers(id) }), /orderId/],
    [
      'of an unknown type',
      (id) => ({ value: order(), headers: { ...headers(id), ce_type: 'inventory.sing' } }),
      /handles no inventory\.sing/,
    ],
    [
      'of a year that no database knows',
      (id) => ({ value: order(), headers: { ...headers(id), ce_time: '+275760-09-13T00:00:00.000Z' } }),
      /ce_time must be an RFC 3339 time/,
    ],
    [
      'stamped before all years',
      (id) => ({
        value: order(),
        timestamp: '-99999999999999',
        headers: { ce_id: id, ce_type: 'inventory.croon' } as Record<string, string>,
      }),
      /handles no inventory\.croon/,
    ],
    [
      'without a type',
      (id) => ({ value: order(), headers: { ce_id: id } as Record<string, string> }),
      /ce_type is missing/,
    ],
    ['of another order than its key', (id) => ({ value: order(), headers: headers(id) }), /and its key is/],
    [
      'that is an event of another service',
      (id) => ({ value: order(), headers: { ...headers(id), ce_type: 'shipping.shipment-dispatched' } }),
      /belongs to shipping\.events/,
    ],
    [
      'with a correlation id of 100 kB',
      (id) => ({ value: order(), headers: { ...headers(id), ce_correlationid: 'x'.repeat(100_000) } }),
      /ce_correlationid has 100000 characters/,
    ],
    [
      'of 2 MB',
      (id) => ({
        value: JSON.stringify({ orderId: randomUUID(), filler: 'x'.repeat(2_000_000) }),
        headers: headers(id),
      }),
      /bytes/,
    ],
  ];

  it.each(cases)(
    '%s becomes a dead letter with the reason, and the next record of its key is handled',
    async (_what, record, reason) => {
      const key = randomUUID();
      const before = (await deadLetters()).length;
      const good = randomUUID();
      await sendPlain(
        system,
        'inventory.commands',
        { key, ...record(randomUUID()) },
        { key, value: order(key), headers: headers(good) },
      );
      await until(async () => (await deadLetters()).length === before + 1, { timeout: 20_000 });
      expect(JSON.stringify(await deadLetters())).toMatch(reason);
      await until(
        async () =>
          (
            await system.rows('inventory', 'SELECT 1 FROM messaging.inbox WHERE message_id = $1 AND state = $2', [
              good,
              'handled',
            ])
          ).length === 1,
        { timeout: 20_000 },
      );
    },
    60_000,
  );
});
