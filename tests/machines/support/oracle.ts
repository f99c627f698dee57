import { until } from '@sagaworks/messaging/testing';
import type { Facts, Level, Said } from '../oracle/facts.js';
import { judge, type Check } from '../oracle/judge.js';
import { readFacts } from '../oracle/read/facts.js';
import { stillMoving } from '../oracle/read/moving.js';
import type { Sources } from '../oracle/read/sources.js';
import { readStock } from '../oracle/read/tables.js';
import type { Shop } from './shop.js';
import type { System } from './system.js';

/** The oracle over one system, from before its first order on. */
export class Oracle {
  private constructor(
    readonly sources: Sources,
    private readonly said: readonly Said[],
    private readonly seeded: readonly Level[],
    private readonly without: readonly Check[],
  ) {}

  /** `shop`: whoever places the orders. `without`: checks of what the test breaks by its own hand. */
  static async over(
    { stack, shop: own }: System,
    { shop = own, without = [] }: { readonly shop?: Shop; readonly without?: readonly Check[] } = {},
  ): Promise<Oracle> {
    const sources = {
      database: (name: string) => stack.postgres.url(name),
      kafka: stack.kafka.url,
      topicPrefix: stack.kafka.prefix ?? '',
    };
    return new Oracle(sources, shop.said, await readStock(sources), without);
  }

  facts(): Promise<Facts> {
    return readFacts(this.sources, this.said, this.seeded);
  }

  /** What is still to come, in words. */
  moving(): Promise<string[]> {
    return stillMoving(this.sources);
  }

  /** What is wrong, a line each; what is only late gets this many milliseconds to come to rest. */
  async wrong(within = 20_000): Promise<string[]> {
    return (await this.verdict(within)).wrong;
  }

  async verdict(within = 20_000): Promise<{ readonly facts: Facts; readonly wrong: string[] }> {
    const look = async () => {
      const facts = await this.facts();
      return { facts, wrong: judge(facts, this.without) };
    };
    const atRest = async () => {
      if ((await this.moving()).length > 0) return undefined;
      const seen = await look();
      return seen.wrong.length === 0 ? seen : undefined;
    };
    return until(atRest, { timeout: within, every: 250, what: 'all being right' }).catch(look);
  }
}
