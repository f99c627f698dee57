import { DatabaseAway, type Tx } from '@sagaworks/messaging';
import { CommitInDoubt, MemoryDatabase, TransactionLost, type Database } from '@sagaworks/messaging/memory';
import type { Process } from '../services/process.js';
import type { Surroundings } from './link.js';

/**
 * PostgreSQL ends a transaction that takes longer (`transaction_timeout`), so that a frozen process frees its locks.
 */
const TRANSACTION_TIMEOUT_MS = 5_000;

interface Waiting {
  readonly process: Process;
  readonly begin: () => void;
  readonly refuse: (why: Error) => void;
}

/** One database of all processes of a service: one transaction at a time, each handed on through the scheduler. */
export class SharedDatabase {
  readonly #memory: MemoryDatabase;
  readonly #waiting: Waiting[] = [];
  #holder: { readonly process: Process; readonly abort: (why: Error) => void } | undefined;

  constructor(
    private readonly around: Surroundings,
    private readonly onCommit: (process: Process) => void,
    private readonly isAway: () => boolean,
  ) {
    this.#memory = new MemoryDatabase(() => new Date());
  }

  /** The database as one process sees it. */
  of(process: Process): Database<never> {
    return {
      transaction: (work) => this.#transaction(process, work),
      query: () => Promise.reject(new Error('there is no SQL in memory')),
      close: () => Promise.resolve(),
    };
  }

  /** A process stands still: its transaction is ended for it after a while. */
  froze(process: Process): void {
    this.around.scheduler.world(TRANSACTION_TIMEOUT_MS, () => {
      if (this.#holder?.process === process && process.frozenUntil > this.around.scheduler.now)
        this.#holder.abort(new DatabaseAway('the transaction took too long'));
    });
  }

  #transaction<T>(process: Process, work: (tx: Tx<never>) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ process, begin: () => this.#run(process, work, resolve, reject), refuse: reject });
      this.#next();
    });
  }

  /** Its next turn is an event of the process that it belongs to. */
  #next(): void {
    if (this.#holder !== undefined) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    if (!next.process.alive) return this.#next();
    const { process } = next;
    const beginning = this.around.scheduler.after(
      this.around.dice.between(0.5, 2),
      () => {
        forget();
        next.begin();
      },
      process,
    );
    const abort = (why: Error): void => {
      forget();
      beginning.work = undefined;
      if (process.alive) this.#answer(process, () => next.refuse(why));
      this.#free();
    };
    const forget = process.onDeath(() => abort(new Error('its process died')));
    this.#holder = { process, abort };
  }

  #free(): void {
    this.#holder = undefined;
    this.#next();
  }

  #run<T>(
    process: Process,
    work: (tx: Tx<never>) => Promise<T>,
    resolve: (result: T) => void,
    reject: (error: Error) => void,
  ): void {
    const { promise: aborted, reject: abort } = Promise.withResolvers<never>();
    aborted.catch(() => undefined);
    const forget = process.onDeath(() => abort(new Error('its process died')));
    this.#holder = { process, abort };
    this.#memory
      .transaction(async (tx) => {
        const result = await work(tx);
        await Promise.race([aborted, this.#statements(process)]);
        this.#mayFail();
        return result;
      })
      .then(
        (result) => this.#committed(process, result, resolve, reject),
        (error: Error) => (process.alive ? this.#answer(process, () => reject(error)) : undefined),
      )
      .finally(() => {
        forget();
        this.#free();
      });
  }

  /** The time that the statements take, and the COMMIT. */
  #statements(process: Process): Promise<void> {
    return new Promise((done) => this.around.scheduler.after(this.around.dice.between(2, 8), done, process));
  }

  #mayFail(): void {
    if (this.isAway()) throw new DatabaseAway('the server is down');
    const { rolledBack, away } = this.around.mischief().database;
    if (this.around.dice.chance(rolledBack)) throw new TransactionLost('deadlock detected');
    if (this.around.dice.chance(away)) throw new DatabaseAway('the connection was lost before the commit');
  }

  #committed<T>(process: Process, result: T, resolve: (result: T) => void, reject: (error: Error) => void): void {
    this.onCommit(process);
    const unanswered = this.around.dice.chance(this.around.mischief().database.commitUnanswered);
    this.#answer(process, () =>
      unanswered ? reject(new CommitInDoubt('the connection was lost at the commit')) : resolve(result),
    );
  }

  #answer(process: Process, tell: () => void): void {
    this.around.scheduler.after(this.around.dice.between(0.2, 1), tell, process);
  }
}
