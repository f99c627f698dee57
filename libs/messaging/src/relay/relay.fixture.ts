import { silent } from '../runtime/logger.js';
import type { Broker, Cluster } from '../message/broker.js';
import type { WireRecord } from '../message/message.js';
import { PgDatabase } from '../postgres/database.js';
import type { DeadLetters, NewDeadLetter } from '../recovery/ports.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { PgOutbox } from '../outbox/pg-outbox.js';
import { Relay } from './relay.js';

/** One instance of a service that writes numbered messages, each key under its lock. */
export class Writer {
  readonly database: PgDatabase;
  readonly relay: Relay;
  readonly deadLettered: NewDeadLetter[] = [];
  readonly #outbox: PgOutbox;

  constructor(url: string, broker: Broker & Partial<Cluster>) {
    this.database = new PgDatabase({ url, service: 'writer' });
    const deadLetters: DeadLetters = {
      add: (_tx, messages) => void this.deadLettered.push(...messages),
      resolve: () => undefined,
    };
    const cluster = 'identity' in broker ? { cluster: broker as Cluster } : {};
    this.relay = new Relay({
      service: 'writer',
      url,
      database: this.database,
      broker,
      ...cluster,
      deadLetters,
      log: silent,
    });
    this.#outbox = new PgOutbox(this.relay);
  }

  /** The next message of a key: its number is taken under the key's lock, as a handler changes a row. */
  async write(key: string, topic = 'writer.events'): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [row] = await tx.sql<{ n: number }>(
        'INSERT INTO counter VALUES ($1, 1) ON CONFLICT (key) DO UPDATE SET n = counter.n + 1 RETURNING n',
        [key],
      );
      this.#outbox.write(tx, [message(key, row!.n, topic)]);
    });
  }

  async unsent(): Promise<number> {
    const [row] = await this.database.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM messaging.outbox WHERE sent_at IS NULL',
    );
    return row!.n;
  }

  async stop(): Promise<void> {
    await this.relay.stop();
    await this.database.close();
  }
}

const message = (key: string, n: number, topic: string): WireRecord => ({
  topic,
  key,
  value: JSON.stringify({ n }),
  headers: { ce_id: `${key}/${n}`, ce_type: 'writer.wrote' },
});

/** Instances over one database of their own; they are stopped and it is dropped afterwards. */
export async function withWriters(
  brokers: readonly Broker[],
  use: (writers: Writer[], url: string) => Promise<void>,
): Promise<void> {
  const { url, drop } = await throwawayDatabase();
  const writers = brokers.map((broker) => new Writer(url, broker));
  try {
    await writers[0]!.database.query('CREATE TABLE counter (key text PRIMARY KEY, n integer NOT NULL)');
    for (const { relay } of writers) await relay.start();
    await use(writers, url);
  } finally {
    for (const writer of writers) await writer.stop();
    await drop();
  }
}

/** The numbers that each key's first deliveries had, in the order of the topic; a repetition counts for nothing. */
export function firstDeliveries(
  records: readonly { readonly key: Buffer | null; readonly value: Buffer | null }[],
): Map<string, number[]> {
  const seen = new Map<string, number[]>();
  for (const { key, value } of records) {
    const { n } = JSON.parse(value!.toString()) as { n: number };
    const numbers = seen.get(key!.toString()) ?? [];
    if (!numbers.includes(n)) seen.set(key!.toString(), [...numbers, n]);
  }
  return seen;
}
