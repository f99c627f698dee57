import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '@sagaworks/messaging';
import { Books } from '../books/books.js';
import { Desk } from '../books/desk.js';
import { OperationLog, type Verdict } from '../books/operations.js';
import { OperationStore } from '../books/operation.store.js';
import { ParcelBook, type Parcel, type ParcelOperation, type ParcelRequest } from './parcel-carrier.js';

/** Any constant: batches of two processes go one after the other. */
const LOCK = 4_190_221_102;

export type ListedParcel = Parcel & { readonly number: string };

/** The carrier's books: loads what a batch is about, decides it, saves what changed, in one transaction. */
@Injectable()
export class ParcelStore {
  readonly #operations = new OperationStore<ParcelOperation>('carrier_operations');
  readonly #database;
  readonly #desk = new Desk<ParcelRequest, Verdict<ParcelOperation>>((requests) => this.#serve(requests));

  constructor(@Inject(Books) books: Books) {
    this.#database = books.open('parcels');
  }

  submit(request: ParcelRequest): Promise<Verdict<ParcelOperation>> {
    return this.#desk.submit(request);
  }

  async operation(key: string): Promise<ParcelOperation | undefined> {
    const [row] = await this.#database.query<{ operation: ParcelOperation }>(this.#operations.select, [[key]]);
    return row?.operation;
  }

  async parcel(parcelId: string): Promise<Parcel | undefined> {
    return (await this.#database.query<Parcel>(`${SELECT} WHERE parcel_id = $1`, [parcelId]))[0];
  }

  parcels(after: string, limit: number, orderId: string | undefined): Promise<ListedParcel[]> {
    return this.#database.query<ListedParcel>(
      `${SELECT} WHERE number > $1 AND ($3::text IS NULL OR order_id = $3) ORDER BY parcels.number LIMIT $2`,
      [after, limit, orderId ?? null],
    );
  }

  #serve(requests: readonly ParcelRequest[]): Promise<readonly Verdict<ParcelOperation>[]> {
    return this.#database.transaction(async (tx) => {
      const book = await this.#load(tx, requests);
      const verdicts = requests.map((request) => book.decide(request));
      this.#save(tx, book);
      return verdicts;
    });
  }

  async #load(tx: Tx, requests: readonly ParcelRequest[]): Promise<ParcelBook> {
    const keys = requests.flatMap((request) =>
      'bookingKey' in request && request.bookingKey !== undefined ? [request.key, request.bookingKey] : [request.key],
    );
    const ids = requests.flatMap((request) =>
      'parcelId' in request && request.parcelId !== undefined ? [request.parcelId] : [],
    );
    void tx.sql('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const [operations, parcels] = await Promise.all([
      this.#operations.load(tx, keys),
      tx.sql<Parcel>(`${SELECT} WHERE booking_key = ANY($1::text[]) OR parcel_id = ANY($2::text[])`, [keys, ids]),
    ]);
    return new ParcelBook(new OperationLog(operations), parcels);
  }

  #save(tx: Tx, book: ParcelBook): void {
    this.#operations.save(tx, book.log);
    const parcels = [...book.changed.values()];
    if (parcels.length > 0)
      void tx.sql(UPSERT, [
        parcels.map((parcel) => parcel.parcelId),
        parcels.map((parcel) => parcel.bookingKey),
        parcels.map((parcel) => parcel.orderId),
        parcels.map((parcel) => parcel.trackingNumber),
        parcels.map((parcel) => JSON.stringify(parcel.shipTo)),
        parcels.map((parcel) => parcel.status),
      ]);
  }
}

const SELECT = `SELECT number::text, parcel_id AS "parcelId", booking_key AS "bookingKey", order_id AS "orderId", tracking_number AS "trackingNumber",
  ship_to AS "shipTo", status FROM parcels`;

const UPSERT = `INSERT INTO parcels (parcel_id, booking_key, order_id, tracking_number, ship_to, status)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::text[])
  ON CONFLICT (parcel_id) DO UPDATE SET status = excluded.status`;
