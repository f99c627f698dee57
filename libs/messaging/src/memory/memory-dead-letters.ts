import type { Tx } from '../runtime/database.js';
import type { Outbox } from '../outbox/outbox.js';
import {
  diedAgain,
  eventsOf,
  newDeadLettersOf,
  sequenceOf,
  type DeadLetterInsert,
} from '../recovery/dead-letters/dead-letter-insert.js';
import { dlqRecord } from '../recovery/dead-letters/dlq-record.js';
import type { DeadLetters, NewDeadLetter } from '../recovery/ports.js';

export interface MemoryDeadLetter extends DeadLetterInsert {
  readonly status: 'dead' | 'redriving' | 'resolved';
  /** What happened to it, as its history shows it. */
  readonly events: readonly string[];
}

/** Dead letters for simulations and tests. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #letters: Map<string, MemoryDeadLetter>;

  /** `letters`: where another process has left them. @default none */
  constructor(
    private readonly service: string,
    private readonly outbox: Outbox,
    letters = new Map<string, MemoryDeadLetter>(),
  ) {
    this.#letters = letters;
  }

  /** In the order of their first death. */
  get all(): readonly MemoryDeadLetter[] {
    return [...this.#letters.values()];
  }

  add(tx: Tx, messages: readonly NewDeadLetter[]): void {
    if (messages.length === 0) return;
    const letters = newDeadLettersOf(this.service, messages);
    tx.afterCommit(() => letters.forEach((letter) => this.#keep(letter)));
    this.outbox.write(
      tx,
      letters.map(({ id, message, type, failure, history, attempts }) =>
        dlqRecord({
          id,
          type,
          messageId: message.messageId,
          service: this.service,
          record: message.record,
          key: message.key,
          attempts,
          failure,
          history,
          trace: {},
        }),
      ),
    );
  }

  resolve(tx: Tx, deadLetterIds: readonly string[]): void {
    tx.afterCommit(() =>
      deadLetterIds.forEach((id) => {
        const letter = this.#letters.get(id);
        if (letter?.status === 'redriving')
          this.#letters.set(id, { ...letter, status: 'resolved', events: [...letter.events, 'resolved'] });
      }),
    );
  }

  #keep(letter: DeadLetterInsert): void {
    const before = this.#letters.get(letter.id);
    const kept =
      before === undefined
        ? { ...letter, message: { ...letter.message, ...sequenceOf(letter) } }
        : diedAgain(before, letter);
    const events = [...(before?.events ?? []), ...eventsOf(letter).map(({ kind }) => kind)];
    this.#letters.set(letter.id, { ...kept, status: 'dead', events });
  }
}
