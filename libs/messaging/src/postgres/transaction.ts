import type { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { CommitInDoubt, DatabaseAway, TransactionLost } from '../errors.js';
import type { Tx } from '../runtime/database.js';
import { CommitEffects } from '../runtime/commit-effects.js';
import type { Logger } from '../runtime/logger.js';
import { classify } from './classify.js';
import type { PipelinedConnection } from './connection.js';

/** A transaction on a pipelined connection: BEGIN leaves with the first statements, COMMIT with the last. */
export class PgTransaction<Prisma> implements Tx<Prisma> {
  readonly now: Promise<Date>;
  readonly #issued: Promise<unknown>[] = [];
  readonly #effects = new CommitEffects();

  constructor(
    readonly connection: PipelinedConnection,
    readonly prismaOf: () => Prisma,
    private readonly log: Logger,
  ) {
    this.#track(connection.query('BEGIN'));
    this.now = this.#track(connection.query<{ now: Date }>('SELECT now() AS now').then(({ rows }) => rows[0]!.now));
  }

  sql<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return this.#track(this.connection.query<Row>(text, values).then((result) => result.rows));
  }

  get prisma(): Prisma {
    return this.prismaOf();
  }

  afterCommit(effect: () => void): void {
    this.#effects.add(effect);
  }

  /**
   * Rejects with the first statement that failed. A COMMIT of an aborted transaction does
   * not throw: it answers ROLLBACK.
   */
  async commit(onCommit?: () => void): Promise<void> {
    const committed = this.connection.query('COMMIT');
    committed.catch(() => undefined);
    const { command } = await Promise.all([committed, ...this.#issued]).then(
      ([answer]) => answer,
      (error: unknown) => Promise.reject(doubted(error)),
    );
    if (command !== 'COMMIT') throw new TransactionLost(`COMMIT answered ${command}: the transaction was rolled back`);
    onCommit?.();
    this.#effects.run(this.log);
  }

  async rollback(): Promise<void> {
    await this.connection.query('ROLLBACK');
  }

  #track<T>(promise: Promise<T>): Promise<T> {
    promise.catch(() => undefined);
    this.#issued.push(promise);
    return promise;
  }
}

/**
 * Not known to be undone is only what the server has not answered: it ends the transaction whose
 * statement it refuses, a full disk or no.
 */
function doubted(error: unknown): unknown {
  const classified = classify(error);
  return classified instanceof DatabaseAway && !isAnswer(error)
    ? new CommitInDoubt(`the connection broke at COMMIT: ${classified.message}`, { cause: error })
    : error;
}

/**
 * Above an ERROR the server ends the connection, at whatever it was. A server that speaks
 * another language is not understood.
 */
const isAnswer = (error: unknown): boolean => error instanceof pg.DatabaseError && error.severity === 'ERROR';

export type PrismaFactory<Prisma> = (adapter: PrismaPg) => Prisma;
