import { describe, expect, it } from '@jest/globals';
import { isPlainId, plainId } from './plain-id.js';

describe('an id that a client has made up', () => {
  it.each(['ada', 'ada lovelace', 'Zoë', '客户-7', "o'neil", 'order/7?x=1'])('is taken as it is: %j', (id) => {
    expect(isPlainId(id)).toBe(true);
  });

  it.each([
    '',
    ' ',
    ' ada',
    'ada\t',
    'a\u200bda',
    'a\u202eda',
    'ada\u00a0lovelace',
    'Zoe\u0308',
    'a\0',
    'a\nb',
    '\ufeffada',
    '\ud83d',
  ])('is refused where another id could be taken for it: %j', (id) => {
    expect(isPlainId(id)).toBe(false);
  });

  it('has an end', () => {
    expect([plainId(3).safeParse('abc').success, plainId(3).safeParse('abcd').success]).toEqual([true, false]);
  });
});
