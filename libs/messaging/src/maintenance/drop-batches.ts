import type { Task } from './task.js';

/** Rows of one statement: it takes some ten milliseconds, and the locks that it holds are held no longer. */
export const BATCH_ROWS = 500;

/** Runs a DELETE of what is older than `$1` days, `$2` rows a statement. */
export const dropBatches =
  (text: string, days: number): Task['run'] =>
  async (database) => {
    const dropped = await database.query(`${text} RETURNING 1`, [days, BATCH_ROWS]);
    return dropped.length === BATCH_ROWS ? 'more' : 'done';
  };
