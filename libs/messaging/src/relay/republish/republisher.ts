import type { Logger } from '../../runtime/logger.js';
import type { Cluster } from '../../message/broker.js';
import type { OpenRepublish, SentRows } from '../relay-rows.js';

export interface RepublisherPorts {
  /** Topics that the service needs whatever it has sent. */
  readonly topics: readonly string[];
  /** Absent where the broker cannot be another. */
  readonly cluster?: Pick<Cluster, 'ensureTopics'>;
  readonly log: Logger;
  /**
   * What is in memory of the outbox is wrong: before, what was sent and not marked; after, what was read in between.
   */
  forget(): void;
  onRepublish(republish: OpenRepublish, messages: number): void;
}

/**
 * Carries out what asks for a republish: puts what was sent back among the unsent, and makes the topics that it is for.
 */
export class Republisher {
  constructor(private readonly ports: RepublisherPorts) {}

  /** `true`: there was one. Run again after a failure, it begins anew and finds what is left. */
  async run(rows: SentRows): Promise<boolean> {
    const open = await rows.openRepublishes();
    if (open.length === 0) return false;
    this.ports.forget();
    for (const each of open) await this.#carryOut(each, rows);
    this.ports.forget();
    return true;
  }

  async #carryOut(republish: OpenRepublish, rows: SentRows): Promise<void> {
    const { topics, cluster, log, onRepublish } = this.ports;
    const needed = new Set(topics);
    for (
      let page = await rows.unmark(republish, '0');
      page.last !== null;
      page = await rows.unmark(republish, page.last)
    ) {
      for (const topic of page.topics) needed.add(topic);
    }
    // A topic alone that is gone may be gone on purpose.
    if (republish.cause === 'new-cluster') await cluster?.ensureTopics([...needed]);
    const messages = await rows.republished(republish.id);
    onRepublish(republish, messages);
    const { cause, since, topics: lost } = republish;
    log.warn({ cause, messages, ...(cause === 'operator' ? { since } : { topics: lost ?? 'all' }) }, WORDS[cause]);
  }
}

const WORDS: Readonly<Record<OpenRepublish['cause'], string>> = {
  operator: 'what was sent is sent again: an operator asked for it',
  'new-cluster': 'the broker is another, and has nothing of what was sent: all that is kept is sent again',
  'new-topic': 'topics were made anew: what was sent to them is sent again',
};
