import type { AnswerRows } from '../../calls/answer-rows.js';
import type { CallOwners, CallRecords, CallRows, Room } from '../../calls/call-rows.js';
import { pending } from '../../calls/calls.fixture.js';
import type { PendingCall } from '../../calls/call.js';
import type { OpenCall } from '../../calls/open-call.js';
import type { CallListener, OutgoingCalls, WrittenCall } from '../../calls/outgoing-calls.js';
import type { Answer } from '../../handler/handler.js';
import type { Database, Tx } from '../../runtime/database.js';

/** An adapter as the compliance suite uses it. */
export interface CallsUnderTest {
  readonly rows: CallOwners & CallRows & CallRecords;
  readonly answers: AnswerRows;
  readonly database: Pick<Database, 'transaction'>;
  outgoing(listener: CallListener): OutgoingCalls;
  close(): Promise<void>;
}

let seed = 0;
/** An owner that nobody else is, and what it does. */
export function instance({ rows, answers, database, outgoing }: CallsUnderTest) {
  const owner = crypto.randomUUID();
  const party = `bank-${(seed += 1)}`;
  const written: WrittenCall[] = [];
  let begins = false;
  const calls = outgoing({
    owner,
    beginAtOnce: (all) => all.map(() => begins),
    onWritten: (each) => void written.push(...each),
  });
  const of = (key: string, options: Partial<PendingCall> = {}): PendingCall => ({
    ...pending(key, { party, orderingKey: key }),
    ...options,
  });
  const write = async (...all: readonly PendingCall[]) => {
    written.length = 0;
    await database.transaction(async (tx) => calls.write(tx as Tx, all));
    return [...written];
  };
  const room = (options: Partial<Room> = {}): Room => ({ party, lane: 1, calls: 10, bytes: 1_000_000, ...options });
  const heads = (...rooms: readonly Room[]) => rows.heads(owner, rooms.length === 0 ? [room()] : rooms, []);
  const claim = (...open: readonly OpenCall[]) =>
    database.transaction((tx) =>
      answers.claim(
        tx as Tx,
        open.map((call) => ({ ...call, answer: { value: ANSWER, trace: {} } })),
      ),
    );
  const beat = (first = false) => rows.beat(owner, { name: 'me', lastsMs: 60_000, first });
  return { owner, party, of, write, room, heads, claim, beat, expectToBegin: () => void (begins = true) };
}
export const ANSWER: Answer = { kind: 'answered', operation: 'bank.charge', key: 'a', value: 'ok' };
export const keysOf = (calls: readonly OpenCall[]) => calls.map((call) => call.pending.key);
export const SOON = new Date(Date.now() + 3_600_000);
export const PAST = new Date(Date.now() - 3_600_000);
