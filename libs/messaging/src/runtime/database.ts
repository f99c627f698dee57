/** One service's database. The batch runner uses one connection; nothing else shares it. */
export interface Database<Prisma = unknown> {
  /**
   * Runs the work in one READ COMMITTED transaction. Rejects with `DatabaseAway` when the connection is lost, with
   * `CommitInDoubt` when that was at the COMMIT (it may have happened), with `TransactionLost` when running it again is
   * all it takes, with `RowLocked` when somebody else holds a row.
   */
  transaction<T>(work: (tx: Tx<Prisma>) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** Runs one statement outside the batch's connection, e.g. for a read model or a poll. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export interface TransactionOptions {
  /** Milliseconds to wait for a lock. @default 2_500 */
  readonly lockMs?: number;
  /**
   * Called first of all that follows the commit. What it throws is how the transaction ends for its caller, as if
   * nobody had heard of the commit; nothing else follows then.
   */
  readonly onCommit?: () => void;
}

/**
 * The transaction that one batch runs in. Statements given to `sql` go out at once, in order, without waiting for each
 * other: await a result only when you need it.
 */
export interface Tx<Prisma = unknown> {
  /** Runs one statement with `$1`-style values; a failure also fails the commit, so an unawaited call is safe. */
  sql<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /**
   * The service's Prisma client, bound to this very transaction. For cold paths: it costs about 0.3 ms of CPU a call.
   */
  readonly prisma: Prisma;
  /** The database's time at the transaction's start. */
  readonly now: Promise<Date>;
  /**
   * Runs after a successful commit; memory stores save here. What it throws is told in the log: the commit stands, and
   * what else follows it follows.
   */
  afterCommit(effect: () => void): void;
}
