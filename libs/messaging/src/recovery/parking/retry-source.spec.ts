import { describe, expect, it } from '@jest/globals';
import { InvalidMessage, UnknownVersion } from '../../errors.js';
import type { WorkUnit, Outcome } from '../../handler/work-unit.js';
import { MemoryDatabase } from '../../memory/memory-database.js';
import { MemoryInbox } from '../../memory/memory-inbox.js';
import { MemoryOutbox } from '../../memory/memory-outbox.js';
import { decode } from '../../message/cloudevents.js';
import { received } from '../../testing/compliance/records.js';
import { MemoryDeadLetters } from '../../memory/memory-dead-letters.js';
import { MemoryParking } from '../../memory/memory-parking.js';
import { RetrySource, type ToUnit } from './retry-source.js';
import type { RetryPolicy } from '../../handler/retries.js';
import { markUnsent } from '../dead-letters/unsent.js';

const goingOn: RetryPolicy = { delaysMs: [100], jitter: 0, afterDeath: 'go-on' };

/** A sequence with one message that has failed once, and the source that retries it. */
async function parkedOnce(overrides: { toUnit?: ToUnit; headers?: Record<string, string>; policy?: RetryPolicy } = {}) {
  const { policy = goingOn } = overrides;
  let now = 0;
  const parking = new MemoryParking({
    policyOf: () => policy,
    clock: () => now,
    undone: new Map([['shop.take-out', ['shop.add']]]),
  });
  const outbox = new MemoryOutbox();
  const deadLetters = new MemoryDeadLetters('shop', outbox);
  const database = new MemoryDatabase();
  const record = {
    ...received('shop.commands', 'a', '{}'),
    headers: { ce_id: '8e3ec4d3-3853-449a-8ae7-e12fb0aae17d', ce_type: 'shop.add', ...overrides.headers },
  };
  await database.transaction(async (tx) =>
    parking.park(tx, [
      {
        topic: record.topic,
        key: 'a',
        messageId: record.headers.ce_id,
        type: 'shop.add',
        record,
        failure: new Error('first'),
      },
    ]),
  );
  now = 100;
  const toUnit: ToUnit = (read, source) => ({ source, message: decode(read), parts: [], size: 0, record: read });
  const source = new RetrySource({
    service: 'shop',
    heads: parking,
    deadLetters,
    inbox: new MemoryInbox(),
    outbox,
    toUnit: overrides.toUnit ?? toUnit,
    policyOf: () => policy,
    random: () => 0.5,
  });
  /** Runs what is due as the batch runner does, ending as told. */
  const retry = async (end: (unit: WorkUnit) => Outcome) => {
    const [head] = (await parking.due(1)).heads;
    const unit = source.unitOf(head!, {});
    const failed = new Map(unit.broken === undefined ? [] : [[unit, unit.broken]]);
    await database.transaction(async (tx) => {
      await source.claim(tx, [unit], failed);
      await source.settle(
        tx,
        new Map([[unit, unit.broken === undefined ? end(unit) : { kind: 'failed', error: unit.broken }]]),
      );
    });
    return unit;
  };
  const park = (type: string, headers: Record<string, string>) =>
    database.transaction(async (tx) =>
      parking.park(tx, [
        { topic: record.topic, key: 'a', messageId: headers['ce_id']!, type, record: { ...record, headers } },
      ]),
    );
  return { parking, deadLetters, outbox, retry, park, at: (time: number) => (now = time) };
}
const failing = (error: Error) => (): Outcome => ({ kind: 'failed', error });

describe('a retry', () => {
  it('that fails once more than there are delays is dead, with the whole history', async () => {
    const { deadLetters, parking, retry, at } = await parkedOnce();
    await retry(failing(new RangeError('second')));
    expect((await parking.due(1)).heads).toEqual([]);
    expect(deadLetters.all).toMatchObject([
      { status: 'dead', attempts: 2, failure: { errorClass: 'RangeError' }, history: [{ message: 'first' }] },
    ]);
    at(1_000);
    expect((await parking.due(1)).nextMs).toBeUndefined();
  });

  it('that fails for good is dead at once', async () => {
    const { deadLetters, retry } = await parkedOnce();
    await retry(failing(new InvalidMessage('for good')));
    expect(deadLetters.all).toMatchObject([{ failure: { errorClass: 'InvalidMessage' } }]);
  });

  it('in an outage is repeated without counting', async () => {
    const { parking, deadLetters, retry, at } = await parkedOnce({
      toUnit: () => {
        throw new UnknownVersion('deploy me');
      },
    });
    for (let round = 1; round <= 10; round += 1) {
      await retry(failing(new Error('never reached')));
      at(round * 60_000);
    }
    expect(deadLetters.all).toEqual([]);
    expect((await parking.due(1)).heads).toMatchObject([{ tries: 1, failures: [{ message: 'first' }] }]);
  });

  it('of a message that the service no longer handles is dead, never dropped', async () => {
    const { deadLetters, retry } = await parkedOnce({ toUnit: () => undefined });
    await retry(failing(new Error('never reached')));
    expect(deadLetters.all).toMatchObject([{ failure: { errorClass: 'UnknownMessageType' } }]);
  });

  it.each([
    ['not even as a message', { ce_type: '' }],
    ['only as one', {}],
  ])('of what can be read %s is dead: it keeps no other sequence from its turn', async (_, headers) => {
    const { deadLetters, retry } = await parkedOnce({
      headers,
      toUnit: () => {
        throw new SyntaxError('no answer');
      },
      policy: { ...goingOn, delaysMs: [] },
    });
    await retry(failing(new Error('never reached')));
    expect(deadLetters.all).toMatchObject([{ failure: { errorClass: 'SyntaxError' } }]);
  });

  it('of an undo that passes a held message, and dies, leaves that one holding', async () => {
    const tags = { ce_correlationid: 'saga', ce_sagastep: 'step' };
    const { parking, deadLetters, park, retry } = await parkedOnce({
      headers: tags,
      policy: { ...goingOn, afterDeath: 'hold' },
    });
    await retry(failing(new InvalidMessage('for good')));
    const undo = (id: string) => park('shop.take-out', { ...tags, ce_id: id, ce_type: 'shop.take-out' });
    await undo('0b1f6a52-7d0e-4b9a-9a4e-0d6c1c1b7f10');
    await park('shop.add', { ce_id: '5a0c3c0e-0d2b-4ef5-8a3c-7a8f6d9b2c11', ce_type: 'shop.add' });
    await retry(failing(new InvalidMessage('for good')));
    expect(deadLetters.all.map(({ type }) => type)).toEqual(['shop.add', 'shop.take-out']);
    expect(await parking.due(1)).toEqual({ heads: [], nextMs: undefined });
    await undo('9d1f0f6e-5b1c-4c55-8f9b-2a1d3e4f5a12');
    expect((await parking.due(1)).heads).toMatchObject([{ type: 'shop.take-out', tries: 0 }]);
  });

  it('of a message that could not be sent sends it as it was', async () => {
    const headers = { own: 'kept' };
    const { outbox, retry } = await parkedOnce({
      headers: markUnsent(headers),
      toUnit: () => {
        throw new Error('not to be handled here');
      },
    });
    await retry(() => ({ kind: 'done', reply: undefined }));
    expect(outbox.table.written).toMatchObject([
      { topic: 'shop.commands', key: 'a', value: '{}', headers: { own: 'kept' } },
    ]);
    expect(Object.keys(outbox.table.written[0]!.headers)).not.toContain(Object.keys(markUnsent({}))[0]);
  });

  it('of what its sequence has moved on from settles nothing', async () => {
    const { parking, deadLetters, retry } = await parkedOnce();
    const stale = (await parking.due(1)).heads[0]!;
    await retry(() => ({ kind: 'done', reply: undefined }));
    expect(await parking.claim(undefined as never, [stale])).toEqual(new Set());
    expect(deadLetters.all).toEqual([]);
  });
});
