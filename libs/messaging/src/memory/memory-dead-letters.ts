import type { Tx } from '../runtime/database.js';
import type { Outbox } from '../outbox/outbox.js';
import { burialOf, type Burial } from '../recovery/dead-letters/dead-letter-insert.js';
import { dlqRecord } from '../recovery/dead-letters/dlq-record.js';
import type { DeadLetters, NewDeadLetter } from '../recovery/ports.js';

export interface MemoryDeadLetter extends Burial {
  readonly status: 'dead' | 'resolved';
}

/** Dead letters for simulations and tests. */
export class MemoryDeadLetters implements DeadLetters {
  readonly #letters: Map<string, MemoryDeadLetter>;

  /** `letters`: where another process has left them. @default none */
  constructor(private readonly service: string, private readonly outbox: Outbox, letters = new Map<string, MemoryDeadLetter>()) {
    this.#letters = letters;
  }

  /** In the order of their first death. */
  get all(): readonly MemoryDeadLetter[] {
    return [...this.#letters.values()];
  }

  bury(tx: Tx, messages: readonly NewDeadLetter[]): void {
    if (messages.length === 0) return;
    const burials = messages.map((message) => burialOf(this.service, message));
    tx.afterCommit(() => burials.forEach((burial) => this.#letters.set(burial.id, { ...burial, attempts: burial.attempts + (this.#letters.get(burial.id)?.attempts ?? 0), status: 'dead' })));
    this.outbox.write(tx, burials.map(({ id, message, type, failure, history, attempts }) =>
      dlqRecord({ id, type, messageId: message.messageId, service: this.service, record: message.record, key: message.key, attempts, failure, history, trace: {} })));
  }

  resolve(tx: Tx, deadLetterIds: readonly string[]): void {
    tx.afterCommit(() => deadLetterIds.forEach((id) => {
      const letter = this.#letters.get(id);
      if (letter !== undefined) this.#letters.set(id, { ...letter, status: 'resolved' });
    }));
  }
}
