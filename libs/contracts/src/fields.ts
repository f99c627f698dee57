import { z } from 'zod';

/** The key of every message of an order: what happens to one order keeps its order. */
export const orderId = z.uuid();
export const customerId = z.string().min(1).max(100);
export const email = z.email().max(254);
export const sku = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'letters, digits, dot, dash and underscore, at most 64');

/** Minor units (cents) of an ISO 4217 currency. */
export const money = z.strictObject({
  amount: z.int().nonnegative(),
  currency: z.string().regex(/^[A-Z]{3}$/, 'three capital letters, as in ISO 4217'),
});

/** Once an order's lines of one sku are added up there may be more of it than one line may ask for. */
export const stockLines = z
  .array(z.strictObject({ sku, quantity: z.int().min(1).max(100_000) }))
  .min(1)
  .max(100);
export const orderLines = z
  .array(z.strictObject({ sku, quantity: z.int().min(1).max(1_000) }))
  .min(1)
  .max(100);

export const cardToken = z.string().min(1).max(200);
export const address = z.strictObject({
  name: z.string().min(1).max(200),
  street: z.string().min(1).max(200),
  city: z.string().min(1).max(100),
  postcode: z.string().min(1).max(20),
  country: z.string().min(2).max(60),
});

const text = z.string().max(1_000);

/** Why something was not done: a code for programs, a sentence for people. */
export const reason = <Code extends string>(...codes: readonly [Code, ...Code[]]) =>
  z.strictObject({ code: z.enum(codes), text });

export type Money = z.output<typeof money>;
export type Address = z.output<typeof address>;
export type StockLine = z.output<typeof stockLines>[number];
