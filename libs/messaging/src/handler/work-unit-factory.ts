import { MessageTooLarge, MessageTooOld, MessagingError, UnknownMessageType, UnknownVersion } from '../errors.js';
import { believeKey, believePlace } from '../message/believe.js';
import { decode, LONGEST_ATTRIBUTE, traceOf } from '../message/cloudevents.js';
import { derivedId } from '../message/ids.js';
import type { Message, ReceivedRecord } from '../message/message.js';
import { readData } from '../message/read.js';
import { bounded } from '../runtime/storable.js';
import type { AnyHandler } from './handler.js';
import type { MessageSource, WorkUnit, Part } from './work-unit.js';
import type { HandlerRegistry } from './handler-registry.js';

export interface ReadingLimits {
  /** Bytes; a larger value is dead-lettered unread. @default 1_000_000 */
  readonly maxBytes: number;
  /**
   * Milliseconds that the inbox remembers; at least what Kafka, the dead letters and the outbox keep. @default 60 days
   */
  readonly windowMs: number;
}
export const defaultReading: ReadingLimits = { maxBytes: 1_000_000, windowMs: 60 * 24 * 3_600_000 };

/** Turns a record into the unit of handling it. */
export class WorkUnitFactory {
  constructor(
    private readonly registry: HandlerRegistry,
    private readonly limits: ReadingLimits = defaultReading,
    private readonly clock: () => number = Date.now,
  ) {}

  /**
   * `undefined` for an event of another service that nobody here handles. A record that cannot be read, or not yet,
   * gives a unit that is broken from the start.
   */
  toUnit(record: ReceivedRecord, source: MessageSource): WorkUnit | undefined {
    if (this.#concernsNobody(record)) return undefined;
    const size = record.value?.length ?? 0;
    try {
      if (size > this.limits.maxBytes)
        throw new MessageTooLarge(`the value has ${size} bytes; this service takes up to ${this.limits.maxBytes}`);
      const message = decode(record);
      const entry = this.registry.get(message.type);
      if (entry === undefined)
        return {
          source,
          message,
          parts: [],
          size,
          record,
          broken: new UnknownMessageType(`${this.registry.service} handles no ${message.type}`),
        };
      believePlace(entry.contract, record, message);
      // What is retried was taken in time; a redriven dead letter is guarded by its own row.
      if (source.name !== 'retry') this.#refuseTooOld(message, entry.handlers);
      const read = { ...message, data: readData(entry.contract, message.version, message.data) };
      believeKey(entry.contract, record, read);
      return { source, message: read, parts: partsOf(entry.handlers, read), size, record };
    } catch (error) {
      if (!(error instanceof MessagingError)) throw error;
      if (error instanceof UnknownVersion)
        return { source, message: decode(record), parts: [], size, record, broken: error };
      return { source, message: unreadable(record), parts: [], size, record, broken: error };
    }
  }

  #refuseTooOld(message: Message, handlers: readonly AnyHandler[]): void {
    if (
      this.clock() - message.time.getTime() <= this.limits.windowMs ||
      !handlers.some((handler) => handler.reliesOnInbox)
    )
      return;
    throw new MessageTooOld(
      `sent at ${message.time.toISOString()}, before the ${this.limits.windowMs / 86_400_000} days that the inbox remembers`,
    );
  }

  /** Told by its type alone: one event in five is, and is not read for it. */
  #concernsNobody({ topic, headers }: ReceivedRecord): boolean {
    const type = headers['ce_type'];
    return (
      type !== undefined &&
      type !== '' &&
      this.registry.get(type) === undefined &&
      topic !== `${this.registry.service}.commands`
    );
  }
}

/** What each handler has to do with a message. */
export const partsOf = (handlers: readonly AnyHandler[], message: Message): Part[] =>
  handlers.map((handler) => ({
    store: handler.store,
    needs: () => handler.needs(message.data as never, message as never),
    run: (state, context) => handler.decide(message.data as never, state, context as never),
  }));

/** As much of a message as a record that cannot be read still tells. */
export function unreadable(record: ReceivedRecord): Message {
  const id = derivedId(record.topic, String(record.partition), record.offset);
  return {
    id,
    inboxId: id,
    type: bounded(record.headers['ce_type'] ?? 'unknown', LONGEST_ATTRIBUTE),
    version: 1,
    source: bounded(record.headers['ce_source'] ?? `/${record.topic}`, LONGEST_ATTRIBUTE),
    time: record.timestamp,
    key: record.key?.toString('utf8') ?? id,
    data: undefined,
    trace: traceOf(record.headers),
  };
}
