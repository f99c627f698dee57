import type { Inbox } from '../../inbox/inbox.js';
import { deadLetterId } from '../../recovery/dead-letters/dead-letter-insert.js';
import type { PgParkedHeads } from '../../recovery/parking/pg-parked-heads.js';
import type { DeadLetters, SequenceRef } from '../../recovery/ports.js';
import type { Database } from '../../runtime/database.js';
import { auditEach, auditTrace } from '../../recovery/audit.js';

/** What a person wants no longer to be waited for. */
export interface GiveUpOrder extends SequenceRef {
  readonly actor: string;
  readonly reason: string;
}

/** `unknown`: nothing is parked under this key. `held`: its head is a dead letter already. */
export type GivenUp =
  | { readonly answer: 'dead'; readonly deadLetterId: string }
  | { readonly answer: 'unknown' }
  | { readonly answer: 'held' };

export interface GiveUpParts {
  readonly service: string;
  readonly database: Pick<Database, 'transaction'>;
  readonly heads: Pick<PgParkedHeads, 'first' | 'settle'>;
  readonly deadLetters: DeadLetters;
  readonly inbox: Inbox;
}

const NOTE = auditEach('(VALUES (1)) AS one', {
  about: 'dead-letter',
  subject: '$1',
  actor: '$2',
  act: `'given-up'`,
  reason: '$3::text',
  trace: '$4',
});

/**
 * Puts the message at the head of a parked key among the dead letters without waiting for its tries, or for a version
 * that knows it; what stood behind it goes on. A redrive brings it back.
 */
export const giveUp = (
  { service, database, heads, deadLetters, inbox }: GiveUpParts,
  { topic, key, actor, reason }: GiveUpOrder,
): Promise<GivenUp> =>
  database.transaction(async (tx): Promise<GivenUp> => {
    const parked = await heads.first(tx, { topic, key });
    if (parked === undefined) return { answer: 'unknown' };
    if (parked.held) return { answer: 'held' };
    const { head, lastError, waitsFor } = parked;
    const error = Object.assign(new Error(lastError ?? `given up by ${actor}: ${reason}`), {
      name: waitsFor ?? head.failures.at(-1)?.errorClass ?? 'GivenUp',
    });
    const id = head.deadLetterId ?? deadLetterId(service, head);
    heads.settle(tx, [{ head, then: 'remove' }]);
    inbox.settle(tx, [{ id: head.messageId, sentAt: head.record.timestamp }], 'dead');
    await deadLetters.add(tx, [
      {
        topic,
        key,
        messageId: head.messageId,
        type: head.type,
        record: head.record,
        error,
        attempts: head.tries,
        history: head.failures,
        ...(head.deadLetterId === undefined ? {} : { deadLetterId: head.deadLetterId }),
      },
    ]);
    void tx.sql(NOTE, [id, actor, reason, auditTrace()]);
    return { answer: 'dead', deadLetterId: id };
  });
