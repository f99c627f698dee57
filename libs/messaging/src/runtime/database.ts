import type { Tx } from '../handler/handler.js';

/** One service's database. The batch runner uses one connection; nothing else shares it. */
export interface Database<Prisma = unknown> {
  /**
   * Runs the work in one READ COMMITTED transaction. Rejects with `DatabaseAway` when the connection is lost, with
   * `CommitInDoubt` when that was at the COMMIT (it may have happened), with `TransactionLost` when running it again is all it takes.
   */
  transaction<T>(work: (tx: Tx<Prisma>) => Promise<T>): Promise<T>;
  /** Runs one statement outside the batch's connection, e.g. for a read model or a poll. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}
