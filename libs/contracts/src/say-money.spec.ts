import { expect, it } from '@jest/globals';
import { sayMoney } from './index.js';

it.each([
  [5_500, 'EUR', '55.00 EUR'],
  [7, 'USD', '0.07 USD'],
  [5_500, 'JPY', '5500 JPY'],
  [5_500, 'KWD', '5.500 KWD'],
  [12_345, 'CLF', '1.2345 CLF'],
  [0, 'EUR', '0.00 EUR'],
])('%i minor units of %s are %s', (amount, currency, said) => expect(sayMoney({ amount, currency })).toBe(said));
