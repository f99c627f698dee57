import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { MessageNotBelieved, UnknownVersion } from '../errors.js';
import { command, event } from '../message/contract.js';
import type { ReceivedRecord } from '../message/message.js';
import { Handles, type AnyHandler } from './handler.js';
import type { MessageSource } from './work-unit.js';
import { WorkUnitFactory } from './work-unit-factory.js';
import { HandlerRegistry, registered } from './handler-registry.js';

const Pack = command('warehouse.pack', {
  version: 3,
  key: 'id',
  data: z.strictObject({ id: z.string(), boxes: z.int().positive() }),
  upcasts: { 2: (data) => ({ ...(data as object), boxes: 1 }) },
});
const Moved = event('fleet.moved', { version: 1, key: 'id', data: z.strictObject({ id: z.string() }) });
const store = { load: () => Promise.resolve({}), save: () => undefined };
@Handles(Pack)
class PackHandler {
  readonly reliesOnInbox = true;
  readonly store = store;
  needs = () => [];
  decide = () => undefined;
}
const Landed = event('fleet.landed', { version: 1, key: 'id', data: z.strictObject({ id: z.string() }) });
@Handles(Landed)
class LandedHandler extends PackHandler {}

const now = Date.UTC(2026, 0, 31);
const source = { name: 'kafka' } as MessageSource;
const factory = new WorkUnitFactory(
  new HandlerRegistry('warehouse', registered([new PackHandler(), new LandedHandler()] as AnyHandler[])),
  { maxBytes: 100, windowMs: 86_400_000 },
  () => now,
);
const record = (value: string, headers: Record<string, string> = {}, topic = 'warehouse.commands'): ReceivedRecord => ({
  topic,
  partition: 0,
  offset: '7',
  key: Buffer.from('a'),
  value: Buffer.from(value),
  timestamp: new Date(now),
  headers: { ce_id: 'e1', ce_type: 'warehouse.pack', ce_dataschema: 'urn:message:warehouse.pack:3', ...headers },
});
const unit = (...args: Parameters<typeof record>) => factory.toUnit(record(...args), source);

const landed = { ce_type: Landed.type, ce_source: '/fleet', ce_dataschema: 'urn:message:fleet.landed:1' };

describe('a message is believed', () => {
  it('on the topic of its contract, under the key of its contract, from the owner of its contract', () => {
    expect(unit('{"id":"a"}', landed, 'fleet.events')!.broken).toBeUndefined();
  });

  it.each([
    [
      'an event that lies on another topic',
      'a',
      landed,
      'other.events',
      /belongs to fleet\.events, and this came by other/,
    ],
    ['an event among commands', 'a', landed, 'warehouse.commands', /belongs to fleet\.events/],
    ['an event from somebody else', 'a', { ...landed, ce_source: '/web' }, 'fleet.events', /told by \/fleet.*"\/web"/],
    [
      'a command among events',
      'a',
      {},
      'fleet.events',
      /belongs to warehouse\.commands, and this came by fleet\.events/,
    ],
    ['a command under the key of another', 'b', {}, 'warehouse.commands', /names id "a", and its key is "b"/],
  ])('and not otherwise: %s is a dead letter that says so', (_what, key, headers, topic, why) => {
    const value = 'ce_type' in headers ? '{"id":"a"}' : '{"id":"a","boxes":1}';
    const broken = factory.toUnit(
      { ...record(value, headers, topic), key: key === null ? null : Buffer.from(key) },
      source,
    );
    expect(broken?.broken).toBeInstanceOf(MessageNotBelieved);
    expect(broken?.broken?.message).toMatch(why);
    expect(broken?.parts).toEqual([]);
  });

  it('with names that fit into the rows and headers that they are kept in, whatever was sent', () => {
    const long = 'x'.repeat(1e6);
    const { message, broken } = unit(
      '{}',
      { ce_type: long, ce_source: long, ce_correlationid: long },
      'warehouse.commands',
    )!;
    expect(broken?.message).toMatch(/characters; up to 500 are taken/);
    expect(JSON.stringify(message).length).toBeLessThan(2_000);
  });
});

describe('a record becomes a unit', () => {
  it('with the validated data and one part for its handler', () => {
    expect(unit('{"id":"a","boxes":2}')).toMatchObject({ message: { data: { id: 'a', boxes: 2 } }, parts: [{}] });
  });

  it('after an older version was brought up to date', () => {
    expect(unit('{"id":"a"}', { ce_dataschema: 'urn:message:warehouse.pack:2' })!.message.data).toEqual({
      id: 'a',
      boxes: 1,
    });
  });

  it.each([
    ['that is not JSON', '{', {}, /not JSON/],
    ['that does not fit the schema', '{"id":"a","boxes":0}', {}, /warehouse\.pack version 3 received: boxes: /],
    ['with an unknown field', '{"id":"a","boxes":1,"x":1}', {}, /Unrecognized key.*"x"/],
    ['of a type that nobody handles', '{}', { ce_type: 'warehouse.sing' }, /handles no warehouse\.sing/],
    ['without a type', '{}', { ce_type: '' }, /ce_type is missing/],
    [
      'of a version too old to read',
      '{"id":"a"}',
      { ce_dataschema: 'urn:message:warehouse.pack:1' },
      /version 1 is no longer readable/,
    ],
    [
      'larger than the limit',
      JSON.stringify({ id: 'x'.repeat(200), boxes: 1 }),
      {},
      /has 219 bytes; this service takes up to 100/,
    ],
    [
      'older than the inbox remembers',
      '{"id":"a","boxes":1}',
      { ce_time: '2026-01-29T00:00:00Z' },
      /before the 1 days/,
    ],
  ])('that is broken from the start for a record %s', (_what, value, headers, reason) => {
    const broken = unit(value, headers)!;
    expect(broken.broken?.message).toMatch(reason);
    expect(broken.parts).toEqual([]);
  });

  it.each([
    ['whole', '{"id":"a"}'],
    ['broken', '{'],
    ['too large', '"'.padEnd(200)],
  ])('and an event of another service that nobody here handles is passed over unread: %s', (_what, value) => {
    expect(unit(value, { ce_type: Moved.type }, 'fleet.events')).toBeUndefined();
  });

  it('and a version from the future waits under its key: it is no fault of the message', () => {
    expect(unit('{}', { ce_dataschema: 'urn:message:warehouse.pack:4' })).toMatchObject({
      broken: { name: UnknownVersion.name, retry: 'outage' },
      parts: [],
    });
  });
});
