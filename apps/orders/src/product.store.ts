import { Inject, Injectable } from '@nestjs/common';
import { PrismaClient } from './generated/client.js';
import type { Catalogue } from './product.js';

/** Milliseconds until a changed price counts. */
const FRESH_MS = 10_000;

/** Products, read through Prisma and kept: placing an order costs no query for its prices. */
@Injectable()
export class ProductStore {
  #catalogue: Catalogue | undefined;
  #readAt = 0;
  #reading: Promise<Catalogue> | undefined;

  constructor(@Inject(PrismaClient) private readonly prisma: PrismaClient) {}

  /**
   * Rejects only when products were never read: after that, what is known is given while the next reading is under way.
   */
  async catalogue(): Promise<Catalogue> {
    if (this.#catalogue !== undefined && performance.now() - this.#readAt < FRESH_MS) return this.#catalogue;
    this.#reading ??= this.#read().finally(() => (this.#reading = undefined));
    if (this.#catalogue === undefined) return await this.#reading;
    this.#reading.catch(() => undefined);
    return this.#catalogue;
  }

  async #read(): Promise<Catalogue> {
    const rows = await this.prisma.product.findMany();
    this.#catalogue = new Map(
      rows.map(({ sku, name, priceAmount, currency }) => [
        sku,
        { sku, name, price: { amount: priceAmount, currency } },
      ]),
    );
    this.#readAt = performance.now();
    return this.#catalogue;
  }
}
