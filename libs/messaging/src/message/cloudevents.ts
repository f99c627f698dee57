import { MalformedMessage } from '../errors.js';
import type { OutgoingMessage, SagaTags } from './contract.js';
import { derivedId, inboxIdOf } from './ids.js';
import type { Message, ReceivedRecord, TraceHeaders, WireRecord } from './message.js';
import { isStorableTime } from './storable-time.js';
import { deadlineOf } from './unsent.js';

// CloudEvents 1.0, Kafka protocol binding, binary content mode:
// https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md

/**
 * Characters that an attribute may have: what a stranger sends must fit where it is kept, and the
 * headers of what is sent because of it.
 */
export const LONGEST_ATTRIBUTE = 500;

/** Characters that a trace header may have (W3C Trace Context and Baggage); a longer one is left out. */
const LONGEST_TRACE = { traceparent: 100, tracestate: 512, baggage: 8_192 } as const;

/** The attributes of a message about to be sent, its data still an object. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly time: Date;
  readonly causationId?: string;
  readonly saga?: Partial<SagaTags>;
  readonly trace: TraceHeaders;
}

export function encode(outgoing: OutgoingMessage, envelope: Envelope): WireRecord {
  const { contract, data } = outgoing;
  const key = String((data as Record<string, unknown>)[contract.key]);
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: envelope.id,
    ce_source: envelope.source,
    ce_type: contract.type,
    ce_time: envelope.time.toISOString(),
    ce_dataschema: `urn:message:${contract.type}:${contract.version}`,
    ce_partitionkey: key,
  };
  const { saga } = envelope;
  if (saga?.correlationId !== undefined) headers['ce_correlationid'] = saga.correlationId;
  if (envelope.causationId !== undefined) headers['ce_causationid'] = envelope.causationId;
  if (saga?.step !== undefined) headers['ce_sagastep'] = saga.step;
  if (saga?.ask !== undefined) headers['ce_ask'] = String(saga.ask);
  if (saga?.deadline !== undefined) headers['ce_deadline'] = saga.deadline.toISOString();
  return { topic: contract.topic, key, value: JSON.stringify(data), headers: Object.assign(headers, envelope.trace) };
}

/** The headers as a message whose data is parsed JSON but not yet held against its schema. */
export function decode(record: ReceivedRecord): Message {
  const { headers } = record;
  refuseLong(headers);
  const type = headers['ce_type'];
  if (type === undefined || type === '')
    throw new MalformedMessage('header ce_type is missing: the record names no message type');
  const id = headers['ce_id'] || derivedId(record.topic, String(record.partition), record.offset);
  const source = headers['ce_source'] ?? `/${record.topic}`;
  const step = headers['ce_sagastep'];
  const correlationId = headers['ce_correlationid'];
  const causationId = headers['ce_causationid'];
  const ask = headers['ce_ask'];
  const deadline = headers['ce_deadline'];
  const time = dateOf('ce_time', headers['ce_time']) ?? record.timestamp;
  return {
    id,
    type,
    inboxId: inboxIdOf(source, id),
    version: versionOf(headers['ce_dataschema']),
    source,
    time,
    key: record.key?.toString('utf8') ?? id,
    data: jsonOf(record.value),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(causationId === undefined ? {} : { causationId }),
    ...(step === undefined ? {} : { step }),
    ...(ask === undefined ? {} : { ask: positiveInteger('ce_ask', ask) }),
    ...(deadline === undefined
      ? {}
      : { deadline: deadlineOf(dateOf('ce_deadline', deadline)!, { time, sentAt: record.timestamp }) }),
    trace: traceOf(headers),
  };
}

/** The W3C headers alone, as far as they are within their bounds. */
export function traceOf(headers: Readonly<Record<string, string>>): TraceHeaders {
  const trace: Partial<Record<'traceparent' | 'tracestate' | 'baggage', string>> = {};
  for (const name of ['traceparent', 'tracestate', 'baggage'] as const) {
    const value = headers[name];
    if (value !== undefined && value.length <= LONGEST_TRACE[name]) trace[name] = value;
  }
  return trace;
}

function refuseLong(headers: Readonly<Record<string, string>>): void {
  for (const [name, { length }] of Object.entries(headers))
    if (name.startsWith('ce_') && length > LONGEST_ATTRIBUTE)
      throw new MalformedMessage(
        `header ${name.slice(0, 50)} has ${length} characters; up to ${LONGEST_ATTRIBUTE} are taken`,
      );
}

/** A record without `ce_dataschema` is read as version 1, so that other tools can send. */
function versionOf(schema: string | undefined): number {
  if (schema === undefined) return 1;
  return positiveInteger('ce_dataschema', schema.slice(schema.lastIndexOf(':') + 1));
}

function positiveInteger(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new MalformedMessage(`header ${name} must end in a whole number from 1 up, not ${JSON.stringify(text)}`);
  return value;
}

function dateOf(name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  const time = new Date(text);
  if (!isStorableTime(time))
    throw new MalformedMessage(`header ${name} must be an RFC 3339 time, not ${JSON.stringify(text)}`);
  return time;
}

function jsonOf(value: Buffer | null): unknown {
  if (value === null) throw new MalformedMessage('the record has no value; JSON was expected');
  try {
    return JSON.parse(value.toString('utf8')) as unknown;
  } catch (error) {
    throw new MalformedMessage(`the value is not JSON: ${(error as Error).message}`);
  }
}
