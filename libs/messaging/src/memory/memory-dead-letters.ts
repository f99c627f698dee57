import type { Tx } from '../runtime/database.js';
import type { Outbox } from '../outbox/outbox.js';
import { newDeadLetterOf, type DeadLetterInsert } from '../recovery/dead-letters/dead-letter-insert.js';
import { dlqRecord } from '../recovery/dead-letters/dlq-record.js';
import type { DeadLetters, NewDeadLetter } from '../recovery/ports.js';

export interface MemoryDeadLetter extends DeadLetterInsert {
  readonly status: 'dead' | 'resolved';
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
    const letters = messages.map((message) => newDeadLetterOf(this.service, message));
    tx.afterCommit(() =>
      letters.forEach((letter) =>
        this.#letters.set(letter.id, {
          ...letter,
          attempts: letter.attempts + (this.#letters.get(letter.id)?.attempts ?? 0),
          status: 'dead',
        }),
      ),
    );
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
        if (letter !== undefined) this.#letters.set(id, { ...letter, status: 'resolved' });
      }),
    );
  }
}
