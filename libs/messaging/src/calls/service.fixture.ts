import type { Answer, Store } from '../handler/handler.js';
import { silent } from '../runtime/logger.js';
import { requestUnit } from '../handler/request-source.js';
import { BatchRunner } from '../batch/runner.js';
import { PgInbox } from '../inbox/pg-inbox.js';
import { PgDatabase } from '../postgres/database.js';
import type { NewDeadLetter } from '../recovery/ports.js';
import { throwawayDatabase } from '../testing/throwaway-database.js';
import { AnswerSource } from './answer-source.js';
import { PgCallRows } from './pg-call-rows.js';
import { Caller } from './caller.js';
import { Bank, Pay, payments } from './calls.fixture.js';
import { pgAnswerRows } from './pg-answer-rows.js';
import { PgOutgoingCalls } from './pg-outgoing-calls.js';

/** One instance of a service that charges, on real PostgreSQL; a handler's row is its lock on the key. */
export class Payments {
  readonly heard: Answer[] = [];
  readonly faults = new Map<string, Error>();
  readonly deadLettered: NewDeadLetter[] = [];
  readonly database: PgDatabase;
  readonly caller: Caller;
  readonly #runner: BatchRunner;
  readonly #registry;

  /** `deaf`: its answers never reach a batch, as if it died between call and commit. */
  constructor(url: string, bank: Bank, { deaf = false }: { readonly deaf?: boolean } = {}) {
    this.database = new PgDatabase({ url, service: 'pay' });
    this.#registry = payments(accounts, this.heard, this.faults);
    const deadLetter = (_tx: unknown, letters: readonly NewDeadLetter[]) => void this.deadLettered.push(...letters);
    const source = new AnswerSource({
      rows: pgAnswerRows,
      deadLetters: { add: deadLetter, resolve: () => undefined },
      policyOf: () => ({ delaysMs: [20, 20], jitter: 0, afterDeath: 'go-on' }),
    });
    this.caller = new Caller({
      registry: this.#registry,
      parties: [bank.party()],
      rows: new PgCallRows(this.database),
      source,
      submit: (unit) => (deaf ? new Promise(() => undefined) : this.#runner.submit(unit)),
      log: silent,
    });
    this.#runner = new BatchRunner(
      this.database,
      {
        registry: this.#registry,
        inbox: new PgInbox(),
        outbox: { write: () => undefined },
        calls: new PgOutgoingCalls(this.caller),
        stores: [accounts as never],
      },
      silent,
    );
  }

  /** Resolves when the pending call is committed. */
  async pay(orderId: string, charge: string): Promise<void> {
    await this.#runner.submit(requestUnit(this.#registry, Pay, { orderId, charge }));
  }

  /** The states of all calls, in pending call order. */
  async states(): Promise<string[]> {
    const rows = await this.database.query<{ key: string; state: string }>(
      'SELECT key, state FROM messaging.call ORDER BY seq',
    );
    return rows.map(({ key, state }) => `${key} ${state}`);
  }

  async stop(): Promise<void> {
    await this.caller.stop();
    await this.#runner.stop();
    await this.database.close();
  }
}

const accounts: Store<string, unknown> = {
  load: async (tx, keys) => {
    await tx.sql('INSERT INTO account SELECT * FROM unnest($1::text[]) ON CONFLICT DO NOTHING', [keys]);
    await tx.sql('SELECT FROM account WHERE id = ANY($1) ORDER BY id FOR UPDATE', [keys]);
    return {};
  },
  save: () => undefined,
};

/** Instances over one database of their own; all are stopped and it is dropped afterwards. */
export async function withDatabase(
  use: (start: (bank: Bank, options?: { readonly deaf?: boolean }) => Promise<Payments>) => Promise<void>,
): Promise<void> {
  const { url, drop } = await throwawayDatabase();
  const services: Payments[] = [];
  const start = async (bank: Bank, options?: { readonly deaf?: boolean }): Promise<Payments> => {
    const service = new Payments(url, bank, options);
    services.push(service);
    await service.database.query('CREATE TABLE IF NOT EXISTS account (id text PRIMARY KEY)');
    await service.caller.start();
    return service;
  };
  try {
    await use(start);
  } finally {
    await Promise.all(services.map((service) => service.stop()));
    await drop();
  }
}

/** To the others it looks killed: no heartbeat came in time. */
export const expire = ({ caller, database }: Payments): Promise<object[]> =>
  database.query(`UPDATE messaging.caller SET alive_until = now() - interval '1 s' WHERE id = $1`, [caller.owner]);
