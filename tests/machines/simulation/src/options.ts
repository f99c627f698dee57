import { parseArgs } from 'node:util';

export interface Options {
  readonly seeds: readonly number[];
  /** Customers of one seed. */
  readonly orders: number;
  /** One seed was named: all of what happened to its first failing order is told. */
  readonly replay: boolean;
}

export const usage = `npm run simulate -- [options]
  --seeds 28     how many runs; each seed is another world, and seeds take turns at the kinds of mischief
  --orders 500   customers in each
  --seed 7       this one alone, exactly as it was; with --orders as it was`;

/** Throws with one sentence for people. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string', default: '28' },
      orders: { type: 'string', default: '500' },
      seed: { type: 'string' },
    },
  });
  const orders = wholeNumber('--orders', values.orders);
  if (values.seed !== undefined) return { seeds: [wholeNumber('--seed', values.seed)], orders, replay: true };
  return {
    seeds: Array.from({ length: wholeNumber('--seeds', values.seeds) }, (_, at) => at + 1),
    orders,
    replay: false,
  };
}

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${name} is ${text}: a whole number from 1 up`);
  return value;
}
