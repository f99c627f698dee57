import { SpanKind } from '@opentelemetry/api';
import { PartyRefused, PartyUnavailable, WrongDeclaration } from '../errors.js';
import type { Faults, Met } from '../faults/faults.js';
import type { Answer } from '../handler/handler.js';
import { traceOf } from '../message/cloudevents.js';
import { workSpan } from '../tracing/spans.js';
import type { Party, Performer } from './call.js';
import { isPastDeadline } from './call-schedule.js';
import { neverCalled } from './known-outcomes.js';
import type { OpenCall } from './open-call.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_KEEPS_KEYS_MS = 24 * 3_600_000;

type AnyPerformer = Performer<unknown, unknown>;

/** One attempt at a call: sets `call.answer` when its outcome is known, else rejects. `now` is database time. */
export async function attempt(
  call: OpenCall,
  party: Party,
  now: number,
  stopping: AbortSignal,
  faults?: Faults,
): Promise<void> {
  const { operation, key, cause } = call.pending;
  const span = workSpan(
    `call ${operation}`,
    traceOf(cause.headers),
    () => ({
      kind: SpanKind.CLIENT,
      attributes: {
        'peer.service': party.name,
        'call.party': party.name,
        'call.operation': operation,
        'call.key': key,
        'call.attempt': call.tries + 1,
      },
    }),
    cause,
  );
  const performer = party.performers[operation] as AnyPerformer | undefined;
  try {
    const value = await span.outward(() =>
      isPastDeadline(call, now)
        ? lastLook(call, party, performer, stopping)
        : outcome(call, party, performer, now, stopping, faults),
    );
    call.answer = { value, trace: span.trace };
    span.set({ 'call.outcome': value.kind }).end();
  } catch (error) {
    span.end({ error: error as Error, final: false });
    throw error;
  }
}

async function outcome(
  call: OpenCall,
  party: Party,
  performer: AnyPerformer | undefined,
  now: number,
  stopping: AbortSignal,
  faults: Faults | undefined,
): Promise<Answer> {
  const { request, operation, key } = call.pending;
  if (performer === undefined) throw new WrongDeclaration(`party ${party.name} has no performer for ${operation}`);
  if (call.begun || now - call.createdAt > (party.keepsKeysMs ?? DEFAULT_KEEPS_KEYS_MS)) {
    const found = await timed(party, stopping, (signal) => performer.lookUp(request, { key, signal }));
    if (found !== undefined) return { kind: 'answered', operation, key, value: found };
  }
  if (faults !== undefined) await faults.reach('after-call-commit', [causeOf(call)]);
  call.begun = true;
  const performed = timed(party, stopping, (signal) => performer.perform(request, { key, signal }));
  const answer = await performed.then((value): Answer => ({ kind: 'answered', operation, key, value }), refusal(call));
  if (faults !== undefined) await faults.reach('after-outside-call', [causeOf(call)]);
  return answer;
}

/** What no repetition mends is an answer; all else that goes wrong leaves the outcome unknown. */
const refusal =
  ({ pending: { operation, key } }: OpenCall) =>
  (error: Error): Answer => {
    if (!(error instanceof PartyRefused)) throw error;
    return { kind: 'refused', operation, key, reason: error.message };
  };

/** The message that asked for it. */
const causeOf = ({ pending: { cause, orderingKey } }: OpenCall): Met => ({
  type: cause.headers['ce_type'] ?? '',
  key: orderingKey,
});

/** Past the deadline nothing is done any more: what was done is found out, if it can be. */
async function lastLook(
  call: OpenCall,
  party: Party,
  performer: AnyPerformer | undefined,
  stopping: AbortSignal,
): Promise<Answer> {
  const { request, operation, key, deadline } = call.pending;
  const late = `not done by ${deadline!.toISOString()}${call.lastError === undefined ? '' : `: ${call.lastError}`}`;
  if (!call.begun) return neverCalled(operation, key, late);
  if (performer === undefined) return { kind: 'gave-up', called: true, operation, key, reason: late };
  try {
    const found = await timed(party, stopping, (signal) => performer.lookUp(request, { key, signal }));
    return found === undefined
      ? { kind: 'gave-up', called: true, operation, key, reason: late }
      : { kind: 'answered', operation, key, value: found };
  } catch (error) {
    if (stopping.aborted) throw error;
    const reason = `${late}; the last look-up failed: ${(error as Error).message}`;
    return { kind: 'gave-up', called: true, operation, key, reason };
  }
}

/** Ends in time even if the adapter does not heed its signal. */
async function timed<T>(
  { name, timeoutMs = DEFAULT_TIMEOUT_MS }: Party,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { promise: ended, reject } = Promise.withResolvers<never>();
  const ending = new AbortController();
  const end = (reason: unknown) => {
    ending.abort(reason);
    reject(reason as Error);
  };
  const stop = () => end(stopping.reason);
  if (stopping.aborted) stop();
  const timer = setTimeout(() => end(new PartyUnavailable(`${name} gave no answer within ${timeoutMs} ms`)), timeoutMs);
  // Not AbortSignal.any: `stopping` would keep a weak reference to each signal made from it until the next full
  // collection.
  stopping.addEventListener('abort', stop);
  try {
    return await Promise.race([work(ending.signal), ended]);
  } finally {
    clearTimeout(timer);
    stopping.removeEventListener('abort', stop);
  }
}
