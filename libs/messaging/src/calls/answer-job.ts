import { WrongDeclaration, type MessagingError } from '../errors.js';
import type { Answer } from '../handler/handler.js';
import type { Intake, Job, Part } from '../handler/job.js';
import type { HandlerRegistry } from '../handler/registry.js';
import { decode, traceOf } from '../message/cloudevents.js';
import { derivedId } from '../message/ids.js';
import type { Message, ReceivedRecord, TraceHeaders } from '../message/message.js';
import { readData } from '../message/read.js';
import type { OpenCall } from './open-call.js';

/** Carries the answer in the dead letter of one that could not be brought in: with it, a redrive runs `answered` again, not `decide`. */
const ANSWER_HEADER = '__sagaworks.answer';

interface Answered {
  readonly intentId: string;
  readonly value: Answer;
  readonly trace: TraceHeaders;
}

/** The job of bringing a call's answer to the handler that asked for the call. `call.answer` is set. */
export function answerJob(registry: HandlerRegistry, intake: Intake, { intent, answer }: OpenCall): Job {
  const { topic, key, value, headers } = intent.cause;
  const record = received({ topic, key: Buffer.from(key), value: value === null ? null : Buffer.from(value), headers });
  const { record: _neverOnKafka, ...job } = jobOf(registry, intake, record, { intentId: intent.id, ...answer! });
  return job;
}

/** What is buried when an answer cannot be brought in. */
export function deadAnswer({ intent, answer }: OpenCall): ReceivedRecord {
  const { topic, key, value, headers } = intent.cause;
  const answered: Answered = { intentId: intent.id, ...answer! };
  return received({ topic, key: Buffer.from(key), value: value === null ? null : Buffer.from(value), headers: { ...headers, [ANSWER_HEADER]: JSON.stringify(answered) } });
}

/** The job of a redriven dead answer; `undefined` for every other record. */
export function redrivenAnswer(registry: HandlerRegistry, intake: Intake, record: ReceivedRecord): Job | undefined {
  const header = record.headers[ANSWER_HEADER];
  return header === undefined ? undefined : jobOf(registry, intake, record, JSON.parse(header) as Answered);
}

function jobOf(registry: HandlerRegistry, intake: Intake, record: ReceivedRecord, { intentId, value, trace }: Answered): Job {
  const cause = decode(record);
  const id = derivedId(intentId, 'answer');
  const message: Message = { ...cause, id, inboxId: id, causationId: cause.id, trace: trace.traceparent === undefined ? traceOf(record.headers) : trace };
  const common = { intake, size: record.value?.length ?? 0, record };
  try {
    const { contract } = registry.get(cause.type) ?? {};
    const handler = registry.answering(cause.type);
    if (contract === undefined || handler === undefined) throw new WrongDeclaration(`${registry.service} has no handler with answered() for ${cause.type}`);
    const read: Message = { ...message, data: readData(contract, cause.version, cause.data) };
    const part: Part = {
      handler,
      needs: () => handler.needs(read.data as never, read as never),
      run: (state, context) => handler.answered!(value, state, context as never),
    };
    return { ...common, message: read, parts: [part] };
  } catch (error) {
    return { ...common, message, parts: [], broken: error as MessagingError };
  }
}

/** Partition and offset -1: it never was in a topic in this form. */
const received = (record: Pick<ReceivedRecord, 'topic' | 'key' | 'value' | 'headers'>): ReceivedRecord => ({ ...record, partition: -1, offset: '-1', timestamp: new Date() });
