import { BrokerAway } from '../errors.js';
import type { Logger } from '../runtime/logger.js';
import { countFailedLook } from './consumer-metrics.js';
import type { Inquiry } from './inquiry.js';
import type { Member } from './member.js';
import type { Partitions } from './partitions.js';

/**
 * Finds out whether a member that kafkajs believes to be well is of no use: silent, without partitions though there are
 * enough, or standing still before records that wait. Each is believed only when it lasts while the broker answers.
 */
export class Watch {
  readonly #since = new Map<string, number>();
  readonly #positions = new Map<string, bigint>();

  /** `patience`: milliseconds that a symptom must last. */
  constructor(
    private readonly member: Member,
    private readonly partitions: Partitions,
    private readonly inquiry: Inquiry,
    private readonly patience: number,
    private readonly logger: Logger,
  ) {}

  /** Why the member must be replaced, if it must. Never rejects: a look that fails is none, and is counted. */
  async verdict(): Promise<string | undefined> {
    try {
      return (
        (await this.#silent()) ??
        (await this.#withoutPartitions()) ??
        (await this.#standingStill()) ??
        (await this.#outgrown())
      );
    } catch (error) {
      countFailedLook(this.member.options.group);
      if (!(error instanceof BrokerAway)) this.logger.warn({ err: error }, 'cannot see how the consumer is doing');
      this.#since.clear();
      return undefined;
    }
  }

  async #silent(): Promise<string | undefined> {
    const quiet = performance.now() - this.member.lastSign;
    if (quiet < this.patience / 2) return this.#well('silent');
    await this.inquiry.members();
    return this.#lasting('silent', `no sign of life for ${Math.round(quiet / 1000)} s though the broker answers`);
  }

  async #withoutPartitions(): Promise<string | undefined> {
    const { partitionCount } = this.member.options;
    if (this.member.assigned === undefined || this.member.assigned.length > 0) return this.#well('without');
    const members = await this.inquiry.members();
    return members > partitionCount
      ? this.#well('without')
      : this.#lasting('without', `no partitions, with ${members} members for ${partitionCount}`);
  }

  async #standingStill(): Promise<string | undefined> {
    const waiting = this.partitions.all.filter((pump) => !pump.full);
    if (waiting.length === 0) return undefined;
    const ranges = await this.inquiry.ranges();
    const verdicts = waiting.map(({ options: { topic, partition } }) => {
      const name = `${topic}/${partition}`;
      const { start, end, committed } = ranges.get(name) ?? { start: 0n, end: 0n, committed: 0n };
      const at = later(start, this.member.positions.get(name) ?? committed);
      const still = end > at && this.#positions.get(name) === at;
      this.#positions.set(name, at);
      return still ? this.#lasting(name, `${name} stands still at ${at}, its end is ${end}`) : this.#well(name);
    });
    return verdicts.find((verdict) => verdict !== undefined);
  }

  /** It was told how many partitions there are when it was made. */
  async #outgrown(): Promise<string | undefined> {
    const known = this.member.options.partitionCount;
    const counts = await this.inquiry.partitionCounts();
    const count = [...counts.values()].reduce((sum, each) => sum + each, 0);
    return count > known ? `its topics have ${count} partitions now, it was made for ${known}` : undefined;
  }

  #lasting(symptom: string, reason: string): string | undefined {
    const since = this.#since.get(symptom) ?? performance.now();
    this.#since.set(symptom, since);
    return performance.now() - since >= this.patience ? reason : undefined;
  }

  #well(symptom: string): undefined {
    this.#since.delete(symptom);
  }
}

const later = (one: bigint, other: bigint): bigint => (one > other ? one : other);
