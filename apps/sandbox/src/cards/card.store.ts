import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '@sagaworks/messaging';
import { Books } from '../books/books.js';
import { Desk } from '../books/desk.js';
import { OperationLog, type Verdict } from '../books/operations.js';
import { OperationStore } from '../books/operation.store.js';
import { CardBook, type CardOperation, type CardRequest, type Charge } from './card-processor.js';

/** Any constant: batches of two processes go one after the other. */
const LOCK = 4_190_221_101;

export type ListedCharge = Charge & { readonly number: string };

/** The processor's books: loads what a batch is about, decides it, saves what changed, in one transaction. */
@Injectable()
export class CardStore {
  readonly #operations = new OperationStore<CardOperation>('card_operations');
  readonly #database;
  readonly #desk = new Desk<CardRequest, Verdict<CardOperation>>((requests) => this.#serve(requests));

  constructor(@Inject(Books) books: Books) {
    this.#database = books.open('cards');
  }

  submit(request: CardRequest): Promise<Verdict<CardOperation>> {
    return this.#desk.submit(request);
  }

  async operation(key: string): Promise<CardOperation | undefined> {
    const [row] = await this.#database.query<{ operation: CardOperation }>(this.#operations.select, [[key]]);
    return row?.operation;
  }

  charges(after: string, limit: number, orderId: string | undefined): Promise<ListedCharge[]> {
    return this.#database.query<ListedCharge>(
      `${SELECT} WHERE number > $1 AND ($3::text IS NULL OR order_id = $3) ORDER BY charges.number LIMIT $2`,
      [after, limit, orderId ?? null],
    );
  }

  #serve(requests: readonly CardRequest[]): Promise<readonly Verdict<CardOperation>[]> {
    return this.#database.transaction(async (tx) => {
      const book = await this.#load(tx, requests);
      const verdicts = requests.map((request) => book.decide(request));
      this.#save(tx, book);
      return verdicts;
    });
  }

  async #load(tx: Tx, requests: readonly CardRequest[]): Promise<CardBook> {
    const keys = requests.flatMap((request) =>
      'authorisationKey' in request && request.authorisationKey !== undefined
        ? [request.key, request.authorisationKey]
        : [request.key],
    );
    const ids = requests.flatMap((request) =>
      'chargeId' in request && request.chargeId !== undefined ? [request.chargeId] : [],
    );
    void tx.sql('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const [operations, charges, flaky] = await Promise.all([
      this.#operations.load(tx, keys),
      tx.sql<Charge>(`${SELECT} WHERE authorisation_key = ANY($1::text[]) OR charge_id = ANY($2::text[])`, [keys, ids]),
      tx.sql<{ key: string; calls: number }>('SELECT key, calls FROM flaky_calls WHERE key = ANY($1::text[])', [keys]),
    ]);
    return new CardBook(new OperationLog(operations), charges, new Map(flaky.map(({ key, calls }) => [key, calls])));
  }

  #save(tx: Tx, book: CardBook): void {
    this.#operations.save(tx, book.log);
    const charges = [...book.changed.values()];
    if (charges.length > 0)
      void tx.sql(UPSERT, [
        charges.map((charge) => charge.chargeId),
        charges.map((charge) => charge.authorisationKey),
        charges.map((charge) => charge.orderId),
        charges.map((charge) => charge.cardToken),
        charges.map((charge) => charge.amount),
        charges.map((charge) => charge.currency),
        charges.map((charge) => charge.status),
      ]);
    if (book.counted.size > 0)
      void tx.sql(
        'INSERT INTO flaky_calls (key, calls) SELECT * FROM unnest($1::text[], $2::integer[]) ON CONFLICT (key) DO UPDATE SET calls = excluded.calls',
        [[...book.counted.keys()], [...book.counted.values()]],
      );
  }
}

const SELECT = `SELECT number::text, charge_id AS "chargeId", authorisation_key AS "authorisationKey", order_id AS "orderId", card_token AS "cardToken",
  amount::float8 AS amount, currency, status FROM charges`;

const UPSERT = `INSERT INTO charges (charge_id, authorisation_key, order_id, card_token, amount, currency, status)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[])
  ON CONFLICT (charge_id) DO UPDATE SET status = excluded.status`;
