import type { Database } from '../../runtime/database.js';
import type { WaitItem } from '../schemas/waits.js';
import type { Found } from './condition.js';
import { CONDITIONS, type OwnWaits } from './conditions.js';
import { waitOf, type NamedCondition } from './wait.js';

/** Milliseconds for which what was seen is given again: health checks, metrics and people ask at their own pace. */
const FRESH_MS = 1_000;

const shared: readonly NamedCondition[] = CONDITIONS.filter((condition) => 'sql' in condition);
const own: readonly NamedCondition[] = CONDITIONS.filter((condition) => !('sql' in condition));
/** In one round trip. */
const ALL = shared
  .map(
    ({ name, sql }) =>
      `SELECT '${name}' AS name, w.of, w.count, w.since, w.why, extract(epoch FROM clock_timestamp() - w.since)::float8 AS age FROM (${sql}) w`,
  )
  .join('\nUNION ALL\n');

type Row = Found & { readonly name: string; readonly age: number };

/** What waits in this service now, over its bound or not. */
export class Waits {
  #seen: { readonly at: number; readonly rows: Promise<readonly Row[]> } | undefined;

  constructor(
    private readonly database: Pick<Database, 'query'>,
    private readonly ownWaits: OwnWaits = {},
  ) {}

  /** All of it. Rejects where the database does not answer. */
  async all(): Promise<WaitItem[]> {
    return [...(await this.shared()), ...this.own()];
  }

  /** What all instances have in common; at most a second old. */
  async shared(): Promise<WaitItem[]> {
    const rows = await this.#rows();
    return shared.flatMap((condition) =>
      rows
        .filter(({ name }) => name === condition.name)
        .map(({ name: _, age, ...found }) => waitOf(condition, found, age)),
    );
  }

  /** What waits in this process alone. */
  own(): WaitItem[] {
    const sources = this.ownWaits as Readonly<Record<string, (() => readonly Found[]) | undefined>>;
    return own.flatMap((condition) =>
      (sources[condition.name]?.() ?? []).map((found) =>
        waitOf(condition, found, (Date.now() - found.since.getTime()) / 1_000),
      ),
    );
  }

  /** Why the service should take no traffic, if so; what only the database tells counts where it can be asked. */
  async unready(): Promise<string | undefined> {
    const all = [...(await this.shared().catch(() => [])), ...this.own()];
    const trouble = all.filter(({ unready, over }) => unready && over);
    return trouble.length === 0
      ? undefined
      : trouble.map(({ text, age }) => `${text} (for ${Math.round(age)} s)`).join('; ');
  }

  #rows(): Promise<readonly Row[]> {
    const at = performance.now();
    if (this.#seen === undefined || at - this.#seen.at > FRESH_MS)
      this.#seen = { at, rows: this.database.query<Row>(ALL) };
    return this.#seen.rows;
  }
}
