import { PgDatabase } from '../postgres/database.js';
import { throwawayDatabase } from './throwaway-database.js';

/** A throwaway database as one service has it open. */
export interface ThrowawayService {
  readonly url: string;
  readonly database: PgDatabase;
  /** Closes and drops it. */
  close(): Promise<void>;
}

/** Like `throwawayDatabase`, and opened. */
export async function throwawayService(service: string, ...scripts: readonly URL[]): Promise<ThrowawayService> {
  const { url, drop } = await throwawayDatabase(...scripts);
  const database = new PgDatabase({ url, service });
  return {
    url,
    database,
    async close() {
      await database.close();
      await drop();
    },
  };
}
