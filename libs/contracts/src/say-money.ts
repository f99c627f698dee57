import type { Money } from './fields.js';

// ISO 4217 (2024), every currency whose minor unit is not a hundredth.
const WHOLE = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ');
const THOUSANDTHS = 'BHD IQD JOD KWD LYD OMR TND'.split(' ');
const TEN_THOUSANDTHS = 'CLF UYW'.split(' ');
const DIGITS = new Map<string, number>([
  ...WHOLE.map((currency) => [currency, 0] as const),
  ...THOUSANDTHS.map((currency) => [currency, 3] as const),
  ...TEN_THOUSANDTHS.map((currency) => [currency, 4] as const),
]);

/** An amount for people, with as many decimals as its currency has by ISO 4217, e.g. `55.00 EUR`, `5500 JPY`. */
export function sayMoney({ amount, currency }: Money): string {
  const digits = DIGITS.get(currency) ?? 2;
  return `${(amount / 10 ** digits).toFixed(digits)} ${currency}`;
}
