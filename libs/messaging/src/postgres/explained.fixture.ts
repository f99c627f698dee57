import pg from 'pg';
import type { Database } from '../runtime/database.js';
import type { Tx } from '../runtime/database.js';

/** What one statement cost. */
export interface Cost {
  readonly statement: string;
  /** Pages of 8 kB, those of functions and triggers included. */
  readonly pages: number;
  /** Tables that were read from end to end, or as far as it took, with the rows that were looked at. */
  readonly scanned: Readonly<Record<string, number>>;
}

interface Plan {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Actual Loops'?: number;
  readonly 'Shared Hit Blocks'?: number;
  readonly 'Shared Read Blocks'?: number;
  readonly Plans?: readonly Plan[];
}

const EXPLAIN = 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON)';

/** A connection that runs each statement twice, the first time to see what it costs, and takes that back. */
export class Explained implements Pick<Database, 'query'>, AsyncDisposable {
  readonly #client: pg.Client;
  #costs: Cost[] = [];

  private constructor(url: string) {
    this.#client = new pg.Client({ connectionString: url });
  }

  static async over(url: string): Promise<Explained> {
    const explained = new Explained(url);
    await explained.#client.connect();
    return explained;
  }

  readonly query = <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    this.#run<Row>({ text, values: [...values] });

  /** As the relay has it. */
  readonly client = {
    query: async ({ text, values }: pg.QueryConfig) => ({ rows: await this.#run({ text, values: values ?? [] }) }),
    end: () => Promise.resolve(),
  } as unknown as pg.Client;

  /** A transaction as far as it only asks. */
  readonly tx = { sql: this.query } as unknown as Tx;

  async costsOf(work: () => Promise<unknown>): Promise<readonly Cost[]> {
    this.#costs = [];
    await work();
    return this.#costs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.end();
  }

  async #run<Row extends object>({
    text,
    values,
  }: {
    readonly text: string;
    readonly values: unknown[];
  }): Promise<Row[]> {
    await this.#client.query('BEGIN');
    const {
      rows: [explained],
    } = await this.#client.query<{ 'QUERY PLAN': readonly [{ readonly Plan: Plan }] }>(`${EXPLAIN} ${text}`, values);
    await this.#client.query('ROLLBACK');
    const { Plan: plan } = explained!['QUERY PLAN'][0];
    this.#costs.push({
      statement: text.replaceAll(/\s+/g, ' ').slice(0, 80),
      pages: (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0),
      scanned: Object.fromEntries(scansIn(plan)),
    });
    return (await this.#client.query<Row>(text, values)).rows;
  }
}

function scansIn(plan: Plan): (readonly [string, number])[] {
  const own = (plan['Actual Rows'] ?? 0) + (plan['Rows Removed by Filter'] ?? 0);
  return [
    ...(plan['Node Type'] === 'Seq Scan' ? [[plan['Relation Name']!, own * (plan['Actual Loops'] ?? 1)] as const] : []),
    ...(plan.Plans ?? []).flatMap(scansIn),
  ];
}
