/** What a task of upkeep may ask of the database: one statement a call, over a connection of upkeep's own. */
export interface UpkeepDatabase {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>;
}

/** A thing to be done from time to time so that no table grows for ever and no partition is missing. */
export interface Task {
  /** As the metric and the log name it. */
  readonly what: string;
  /** What would become of it otherwise. */
  readonly why: string;
  /** Milliseconds between two runs. */
  readonly everyMs: number;
  /**
   * One bounded batch; `more`: it was full, or could not be finished: the next follows without waiting for the time.
   */
  run(database: UpkeepDatabase): Promise<'done' | 'more' | 'later'>;
}
