import { WrongDeclaration } from '../errors.js';
import type { Database } from '../runtime/database.js';
import type { Tx } from '../runtime/database.js';

/** One transaction at a time, in the order asked for. What memory stores do in it happens at its commit, or not at all. */
export class MemoryDatabase implements Database<never> {
  #last: Promise<unknown> = Promise.resolve();

  /** `clock`: the database's time; it stands still unless you move it. @default 2026-01-01 */
  constructor(private readonly clock: () => Date = () => new Date('2026-01-01T00:00:00Z')) {}

  transaction<T>(work: (tx: Tx<never>) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#run(work));
    this.#last = result.catch(() => undefined);
    return result;
  }

  query(text: string): Promise<never> {
    return Promise.reject(notSql(text));
  }

  async close(): Promise<void> {
    await this.#last;
  }

  async #run<T>(work: (tx: Tx<never>) => Promise<T>): Promise<T> {
    const tx = new MemoryTx(this.clock());
    const result = await work(tx);
    tx.commit();
    return result;
  }
}

class MemoryTx implements Tx<never> {
  readonly now: Promise<Date>;
  readonly #effects: (() => void)[] = [];
  #failure: Error | undefined;

  constructor(now: Date) {
    this.now = Promise.resolve(now);
  }

  sql(text: string): Promise<never> {
    this.#failure ??= notSql(text);
    const failed = Promise.reject(this.#failure);
    failed.catch(() => undefined);
    return failed;
  }

  get prisma(): never {
    throw notSql('tx.prisma');
  }

  afterCommit(effect: () => void): void {
    this.#effects.push(effect);
  }

  commit(): void {
    if (this.#failure !== undefined) throw this.#failure;
    for (const effect of this.#effects) effect();
  }
}

const notSql = (text: string): WrongDeclaration =>
  new WrongDeclaration(
    `this database is in memory and takes no SQL: use a memory store instead of: ${text.slice(0, 100)}`,
  );
