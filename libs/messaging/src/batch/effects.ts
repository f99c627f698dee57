import type { PendingCall } from '../calls/call.js';
import type { OutgoingCall } from '../handler/outgoing.js';
import { WrongDeclaration } from '../errors.js';
import { encode } from '../message/cloudevents.js';
import type { OutgoingMessage, SagaTags } from '../message/contract.js';
import { derivedId } from '../message/ids.js';
import type { Message, WireRecord } from '../message/message.js';
import { checkOutgoing } from '../message/read.js';
import type { TraceHeaders } from '../message/message.js';
import type { Decision, Outgoing } from '../handler/outgoing.js';

/** All that one unit's decisions come to. */
export interface Effects {
  readonly records: WireRecord[];
  readonly calls: PendingCall[];
  /** Own events, to be handled in the same transaction. */
  readonly followUps: Message[];
  reply: unknown;
}

export const noEffects = (): Effects => ({ records: [], calls: [], followUps: [], reply: undefined });

/** @throws WrongDeclaration for a promise: what is decided later is in no transaction. */
export function listOf(decision: Decision): readonly Outgoing[] {
  if (decision === undefined) return [];
  if (Array.isArray(decision)) return decision as readonly Outgoing[];
  if (decision instanceof Promise) {
    decision.catch(() => undefined);
    throw new WrongDeclaration(
      'decide() gave a promise: it must not be async, what is decided later is in no transaction',
    );
  }
  return [decision as Outgoing];
}

/** What messages and pending calls of one unit are derived from. */
export interface Cause {
  readonly service: string;
  readonly message: Message;
  readonly now: Date;
  /** Continues the trace at the span of the unit. */
  readonly trace: TraceHeaders;
  /** Whether this service handles the message type itself. */
  handlesOwn(type: string): boolean;
}

export function addMessage(effects: Effects, outgoing: OutgoingMessage, cause: Cause): void {
  const { message } = cause;
  const name = outgoing.name ?? `${outgoing.contract.type}#${effects.records.length}`;
  const saga = outgoing.saga ?? echoed(message);
  const checked = { ...outgoing, data: checkOutgoing(outgoing.contract, outgoing.data) };
  const envelope = {
    id: derivedId(message.id, cause.service, name),
    source: `/${cause.service}`,
    time: cause.now,
    causationId: message.id,
    ...(saga === undefined ? {} : { saga }),
    trace: outgoing.trace ?? cause.trace,
  };
  const record = encode(checked, envelope);
  effects.records.push(record);
  if (cause.handlesOwn(outgoing.contract.type)) effects.followUps.push(followUp(checked, envelope, record.key));
}

/** Participants give back the saga's id, step and ask, so that the reply finds what it answers. */
function echoed({ correlationId, step, ask }: Message): Partial<SagaTags> | undefined {
  if (correlationId === undefined) return undefined;
  return { correlationId, ...(step === undefined ? {} : { step }), ...(ask === undefined ? {} : { ask }) };
}

function followUp({ contract, data }: OutgoingMessage, envelope: Parameters<typeof encode>[1], key: string): Message {
  const { id, source, time, causationId, saga, trace } = envelope;
  return {
    id,
    inboxId: id,
    type: contract.type,
    version: contract.version,
    source,
    time,
    key,
    data,
    trace,
    ...(causationId === undefined ? {} : { causationId }),
    ...saga,
  };
}

export function addCall(effects: Effects, call: OutgoingCall, cause: Cause, causeRecord: WireRecord): void {
  const { message } = cause;
  if (call.key === '')
    throw new WrongDeclaration(
      `a call to ${call.operation.name} has an empty key: the party could not tell a repetition`,
    );
  effects.calls.push({
    id: derivedId(message.id, cause.service, call.operation.name, call.key),
    party: call.operation.party,
    operation: call.operation.name,
    key: call.key,
    orderingKey: message.key,
    request: call.request,
    cause: { ...causeRecord, headers: { ...causeRecord.headers, ...cause.trace } },
    message,
    ...(call.undoes === undefined ? {} : { undoes: call.undoes }),
    ...(message.deadline === undefined || call.regardless === true || call.undoes !== undefined
      ? {}
      : { deadline: message.deadline }),
  });
}
