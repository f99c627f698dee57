import { until } from '@sagaworks/messaging/testing';
import type { Facts, Level, Said } from '../oracle/facts.js';
import { judge } from '../oracle/judge.js';
import { readFacts } from '../oracle/read/facts.js';
import { stillMoving } from '../oracle/read/moving.js';
import type { Sources } from '../oracle/read/sources.js';
import { readStock } from '../oracle/read/tables.js';
import type { Shop } from './shop.js';
import type { System } from './system.js';

/** The oracle over one system, from before its first order on. */
export class Oracle {
  private constructor(readonly sources: Sources, private readonly said: readonly Said[], private readonly seeded: readonly Level[]) {}

  /** `shop`: whoever places the orders. */
  static async over({ stack, shop: own }: System, shop: Shop = own): Promise<Oracle> {
    const sources = { database: (name: string) => stack.postgres.url(name), kafka: stack.kafka.url };
    return new Oracle(sources, shop.said, await readStock(sources));
  }

  facts(): Promise<Facts> {
    return readFacts(this.sources, this.said, this.seeded);
  }

  /** What is wrong, a line each; what is only late gets this many milliseconds to come to rest. */
  async wrong(within = 20_000): Promise<string[]> {
    const atRest = until(async () => (await stillMoving(this.sources)).length === 0 && judge(await this.facts()).length === 0, { timeout: within, every: 250 });
    return atRest.then(() => [], async () => judge(await this.facts()));
  }
}
