import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MalformedMessage } from '../errors.js';
import { decode, encode } from './cloudevents.js';
import { command } from './contract.js';
import type { ReceivedRecord, WireRecord } from './message.js';

const PackParcel = command('warehouse.pack-parcel', {
  version: 2,
  key: 'parcelId',
  data: z.strictObject({ parcelId: z.string() }),
});
const envelope = {
  id: '0b7f6d2c-6a2b-4f0e-9a4e-3a9a1a1c2d3e',
  source: '/planner',
  time: new Date('2026-01-02T03:04:05.678Z'),
  causationId: 'cause-1',
  saga: { correlationId: 'saga-1', step: 'pack', ask: 2, deadline: new Date('2026-01-02T03:05:00Z') },
  trace: { traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
};

const received = (record: WireRecord, headers: Record<string, string> = { ...record.headers }): ReceivedRecord => ({
  topic: record.topic,
  partition: 3,
  offset: '42',
  key: Buffer.from(record.key),
  value: record.value === null ? null : Buffer.from(record.value),
  headers,
  timestamp: new Date(0),
});

describe('CloudEvents in binary mode', () => {
  const record = encode(PackParcel({ parcelId: 'p-1' }), envelope);

  it('puts every attribute into a ce_ header, the data alone into the value, and the contract key on the record', () => {
    expect(record).toEqual({
      topic: 'warehouse.commands',
      key: 'p-1',
      value: '{"parcelId":"p-1"}',
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: envelope.id,
        ce_source: '/planner',
        ce_type: 'warehouse.pack-parcel',
        ce_time: '2026-01-02T03:04:05.678Z',
        ce_dataschema: 'urn:message:warehouse.pack-parcel:2',
        ce_partitionkey: 'p-1',
        ce_correlationid: 'saga-1',
        ce_causationid: 'cause-1',
        ce_sagastep: 'pack',
        ce_ask: '2',
        ce_deadline: '2026-01-02T03:05:00.000Z',
        traceparent: envelope.trace.traceparent,
      },
    });
  });

  it('reads back what it wrote', () => {
    expect(decode(received(record))).toEqual({
      id: envelope.id,
      inboxId: envelope.id,
      type: 'warehouse.pack-parcel',
      version: 2,
      source: '/planner',
      time: envelope.time,
      key: 'p-1',
      data: { parcelId: 'p-1' },
      correlationId: 'saga-1',
      causationId: 'cause-1',
      step: 'pack',
      ask: 2,
      deadline: envelope.saga.deadline,
      trace: envelope.trace,
    });
  });

  it('gives a record without ce_id the same id at every reading, from its place in the topic', () => {
    const { ce_id: _id, ...rest } = record.headers;
    const [first, again] = [decode(received(record, rest)), decode(received(record, rest))];
    expect(first.id).toBe(again.id);
    expect(decode({ ...received(record, rest), offset: '43' }).id).not.toBe(first.id);
  });

  it('takes the id as the key of a record that has none', () => {
    expect(decode({ ...received(record), key: null }).key).toBe(envelope.id);
  });

  it('knows an id that is no UUID by source and id together, as CloudEvents does', () => {
    const foreign = (source: string) =>
      decode(received(record, { ...record.headers, ce_id: 'A-1', ce_source: source }));
    expect(foreign('/a').id).toBe('A-1');
    expect(foreign('/a').inboxId).toBe(foreign('/a').inboxId);
    expect(foreign('/a').inboxId).not.toBe(foreign('/b').inboxId);
  });

  it.each([
    ['no type', { ce_type: '' }, /ce_type is missing/],
    [
      'a version that is no number',
      { ce_dataschema: 'urn:message:x:new' },
      /ce_dataschema must end in a whole number from 1 up, not "new"/,
    ],
    ['a time that is none', { ce_time: 'yesterday' }, /ce_time must be an RFC 3339 time, not "yesterday"/],
    [
      'a time that no database can store',
      { ce_time: '+275760-09-13T00:00:00.000Z' },
      /ce_time must be an RFC 3339 time/,
    ],
    [
      'a correlation id of a megabyte',
      { ce_correlationid: 'x'.repeat(1e6) },
      /ce_correlationid has 1000000 characters/,
    ],
    ['an id of a megabyte', { ce_id: 'x'.repeat(1e6) }, /ce_id has 1000000 characters/],
    ['an unknown attribute of a megabyte', { ce_extra: 'x'.repeat(1e6) }, /ce_extra has 1000000 characters/],
    [
      'a deadline before all years',
      { ce_deadline: '-000001-01-01T00:00:00.000Z' },
      /ce_deadline must be an RFC 3339 time/,
    ],
  ])('refuses a record with %s and says which header is wrong', (_what, wrong, message) => {
    const decoding = () => decode(received(record, { ...record.headers, ...wrong }));
    expect(decoding).toThrow(MalformedMessage);
    expect(decoding).toThrow(message);
  });

  it('leaves out a trace header that is longer than the standard lets it be: what is sent on must fit into a record', () => {
    const baggage = `a=${'x'.repeat(10_000)}`;
    expect(decode(received(record, { ...record.headers, baggage })).trace).toEqual(envelope.trace);
  });

  it('refuses a value that is not JSON, and a record without a value', () => {
    expect(() => decode({ ...received(record), value: Buffer.from('{oops') })).toThrow(/not JSON/);
    expect(() => decode({ ...received(record), value: null })).toThrow(/no value/);
  });
});
