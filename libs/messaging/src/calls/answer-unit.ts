import { WrongDeclaration, type MessagingError } from '../errors.js';
import type { Answer } from '../handler/handler.js';
import type { MessageSource, WorkUnit, Part } from '../handler/work-unit.js';
import type { HandlerRegistry } from '../handler/handler-registry.js';
import { decode, traceOf } from '../message/cloudevents.js';
import { derivedId } from '../message/ids.js';
import type { Message, ReceivedRecord, TraceHeaders, WireRecord } from '../message/message.js';
import { readData } from '../message/read.js';
import type { PendingCall } from './call.js';
import type { OpenCall } from './open-call.js';

/**
 * Carries the answer in the dead letter of one that could not be brought in: with it, a redrive runs `answered` again,
 * not `decide`.
 */
const ANSWER_HEADER = '__sagaworks.answer';

interface Answered {
  readonly callId: string;
  readonly value: Answer;
  readonly trace: TraceHeaders;
}

/** The unit of bringing a call's answer to the handler that asked for the call. `call.answer` is set. */
export function answerUnit(registry: HandlerRegistry, source: MessageSource, { pending, answer }: OpenCall): WorkUnit {
  const answered: Answered = { callId: pending.id, ...answer! };
  const { headers, value } = pending.cause;
  if (pending.message !== undefined)
    return {
      source,
      size: value?.length ?? 0,
      ...answering(registry, pending.message, pending.message.data, headers, answered),
    };
  const { record: _neverOnKafka, ...unit } = unitOf(registry, source, causeOf(pending), answered);
  return unit;
}

/** What is deadLettered when an answer cannot be brought in. */
export function deadAnswer({ pending, answer }: OpenCall): ReceivedRecord {
  const answered: Answered = { callId: pending.id, ...answer! };
  const cause = causeOf(pending);
  return { ...cause, headers: { ...cause.headers, [ANSWER_HEADER]: JSON.stringify(answered) } };
}

/** The unit of a redriven dead answer; `undefined` for every other record. */
export function redrivenAnswer(
  registry: HandlerRegistry,
  source: MessageSource,
  record: ReceivedRecord,
): WorkUnit | undefined {
  const header = record.headers[ANSWER_HEADER];
  return header === undefined ? undefined : unitOf(registry, source, record, JSON.parse(header) as Answered);
}

function unitOf(
  registry: HandlerRegistry,
  source: MessageSource,
  record: ReceivedRecord,
  answered: Answered,
): WorkUnit {
  const cause = decode(record);
  const common = { source, size: record.value?.length ?? 0, record };
  try {
    const { contract } = registry.get(cause.type) ?? {};
    if (contract === undefined) throw unanswerable(registry, cause);
    return {
      ...common,
      ...answering(registry, cause, readData(contract, cause.version, cause.data), record.headers, answered),
    };
  } catch (error) {
    return {
      ...common,
      message: answerTo(cause, cause.data, record.headers, answered),
      parts: [],
      broken: error as MessagingError,
    };
  }
}

function answering(
  registry: HandlerRegistry,
  cause: Message,
  data: unknown,
  headers: WireRecord['headers'],
  answered: Answered,
): Pick<WorkUnit, 'message' | 'parts'> {
  const handler = registry.answering(cause.type);
  if (handler === undefined) throw unanswerable(registry, cause);
  const message = answerTo(cause, data, headers, answered);
  const part: Part = {
    store: handler.store,
    needs: () => handler.needs(data as never, message as never),
    run: (state, context) => handler.answered!(answered.value, state, context as never),
  };
  return { message, parts: [part] };
}

/** The message that was decided then, under an id of its own; it goes on in the trace of the call. */
function answerTo(cause: Message, data: unknown, headers: WireRecord['headers'], { callId, trace }: Answered): Message {
  const id = derivedId(callId, 'answer');
  return {
    ...cause,
    id,
    inboxId: id,
    causationId: cause.id,
    data,
    trace: trace.traceparent === undefined ? traceOf(headers) : trace,
  };
}

const unanswerable = ({ service }: HandlerRegistry, { type }: Message) =>
  new WrongDeclaration(`${service} has no handler with answered() for ${type}`);

/** Partition and offset -1: it never was in a topic in this form. */
const causeOf = ({ cause: { topic, key, value, headers } }: PendingCall): ReceivedRecord => ({
  topic,
  key: Buffer.from(key),
  value: value === null ? null : Buffer.from(value),
  headers,
  partition: -1,
  offset: '-1',
  timestamp: new Date(),
});
