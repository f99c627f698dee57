import { WrongDeclaration } from '../errors.js';
import type { Database, TransactionOptions, Tx } from '../runtime/database.js';
import { CommitEffects } from '../runtime/commit-effects.js';
import { silent, type Logger } from '../runtime/logger.js';

/**
 * One transaction at a time, in the order asked for. What memory stores do in it happens at its commit, or not at all.
 */
export class MemoryDatabase implements Database<never> {
  #last: Promise<unknown> = Promise.resolve();

  /**
   * `clock`: the database's time; it stands still unless you move it. @default 2026-01-01
   * `log`: hears of what fails though its transaction is committed. @default it is thrown where nobody catches it
   */
  constructor(
    private readonly clock: () => Date = () => new Date('2026-01-01T00:00:00Z'),
    private readonly log: Logger = loud,
  ) {}

  transaction<T>(work: (tx: Tx<never>) => Promise<T>, options?: TransactionOptions): Promise<T> {
    const result = this.#last.then(() => this.#run(work, options));
    this.#last = result.catch(() => undefined);
    return result;
  }

  query(text: string): Promise<never> {
    return Promise.reject(notSql(text));
  }

  async close(): Promise<void> {
    await this.#last;
  }

  async #run<T>(work: (tx: Tx<never>) => Promise<T>, { onCommit }: TransactionOptions = {}): Promise<T> {
    const tx = new MemoryTx(this.clock());
    const result = await work(tx);
    tx.commit(this.log, onCommit);
    return result;
  }
}

/** A store in memory that fails has a bug: no test may pass over it. */
const loud: Logger = {
  ...silent,
  error: (fields: { readonly err?: Error }, message) =>
    queueMicrotask(() => {
      throw fields.err ?? new Error(message);
    }),
};

class MemoryTx implements Tx<never> {
  readonly now: Promise<Date>;
  readonly #effects = new CommitEffects();
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
    this.#effects.add(effect);
  }

  commit(log: Logger, onCommit?: () => void): void {
    if (this.#failure !== undefined) throw this.#failure;
    onCommit?.();
    this.#effects.run(log);
  }
}

const notSql = (text: string): WrongDeclaration =>
  new WrongDeclaration(
    `this database is in memory and takes no SQL: use a memory store instead of: ${text.slice(0, 100)}`,
  );
