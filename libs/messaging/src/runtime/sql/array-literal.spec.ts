import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { arrayLiteral } from './array-literal.js';

/** The driver's own is the reference. */
const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils.js') as { prepareValue(value: unknown): string };
/** The driver quotes numbers, which PostgreSQL reads as the same. */
const reference = (values: readonly unknown[]) => prepareValue(values).replace(/"(-?\d+(?:\.\d+)?)"/g, '$1');

describe('an array as text', () => {
  it.each<readonly unknown[]>([
    [],
    ['a'],
    ['a', 'b c', ''],
    [null, 'NULL', undefined],
    [1, -2.5, 10n],
    ['{"a":"b\\"c"}', '\\', '"', 'comma, brace }{'],
    ['zwölf', '東京', '\n\t\u001e'],
  ])("is the driver's: %j", (...values) => {
    expect(arrayLiteral(values)).toBe(reference(values));
  });

  it('leaves lists of anything else to the driver', () => {
    for (const value of [new Date(), ['nested'], {}, true, Buffer.from('a')])
      expect(arrayLiteral(['a', value])).toBeUndefined();
  });
});
