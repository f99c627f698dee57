import pg from 'pg';

/** Where the oracle looks. */
export interface Sources {
  /** URL of a database: of one of the five services, or `sandbox`. */
  database(name: string): string;
  /** `host:port` of a broker. */
  readonly kafka: string;
  /** What the topics' names begin with on the broker; to the services they have none. @default nothing */
  readonly topicPrefix?: string;
}

export type Query = <Row extends object>(text: string) => Promise<Row[]>;

/** One look at a database: all of it is of the same moment. */
export async function look<T>(url: string, work: (query: Query) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: '-c timezone=UTC' });
  // A server that dies under it is told by the query that fails.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    return await work(async <Row extends object>(text: string) => (await client.query<Row>(text)).rows);
  } finally {
    await client.end();
  }
}

/** Milliseconds since 1970. */
export const millis = (column: string): string => `(extract(epoch FROM ${column}) * 1000)::float8`;
