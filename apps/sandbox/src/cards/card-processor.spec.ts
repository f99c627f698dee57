import { describe, expect, it } from '@jest/globals';
import { CardBook, type CardRequest } from './card-processor.js';

const authorise = (cardToken: string, key = 'a-1'): CardRequest => ({
  kind: 'authorisation',
  key,
  id: `ch_${key}`,
  orderId: 'o-1',
  cardToken,
  amount: 4200,
  currency: 'EUR',
});
const ask = (kind: 'capture' | 'void' | 'refund', key: string, authorisationKey = 'a-1'): CardRequest => ({
  kind,
  key,
  authorisationKey,
});

/**
 * What one processor answers to these requests, one after the other: `done`, or the
 * refusal's code, or why there is none.
 */
function answers(...requests: CardRequest[]): string[] {
  const book = new CardBook();
  return requests.map((request) => {
    const verdict = book.decide(request);
    return verdict.kind === 'operation' ? (verdict.operation.code ?? verdict.operation.outcome) : verdict.kind;
  });
}

describe('the card processor', () => {
  it.each([
    ['tok_visa', 'done'],
    ['tok_slow', 'done'],
    ['tok_capture_refused', 'done'],
    ['tok_void_refused', 'done'],
    ['tok_declined', 'card-declined'],
    ['tok_insufficient_funds', 'insufficient-funds'],
    ['tok_of_nobody', 'card-declined'],
  ])('answers an authorisation of %s with %s', (token, answer) => {
    expect(answers(authorise(token))).toEqual([answer]);
  });

  it('turns a flaky card away twice under each key, then authorises it', () => {
    expect(
      answers(authorise('tok_flaky'), authorise('tok_flaky', 'a-2'), authorise('tok_flaky'), authorise('tok_flaky')),
    ).toEqual(['unavailable', 'unavailable', 'unavailable', 'done']);
  });

  it('captures an authorised charge once', () => {
    expect(answers(authorise('tok_visa'), ask('capture', 'c-1'), ask('capture', 'c-2'))).toEqual([
      'done',
      'done',
      'already-captured',
    ]);
  });

  it('refuses the capture of the card that is only good for a hold, and can still void it', () => {
    expect(answers(authorise('tok_capture_refused'), ask('capture', 'c-1'), ask('void', 'v-1'))).toEqual([
      'done',
      'capture-refused',
      'done',
    ]);
  });

  it('refuses to void the hold of the card that keeps it, which can still be captured', () => {
    expect(
      answers(authorise('tok_void_refused'), ask('void', 'v-1'), ask('void', 'v-1'), ask('capture', 'c-1')),
    ).toEqual(['done', 'void-refused', 'void-refused', 'done']);
  });

  it('never voids captured money', () => {
    expect(answers(authorise('tok_visa'), ask('capture', 'c-1'), ask('void', 'v-1'))).toEqual([
      'done',
      'done',
      'already-captured',
    ]);
  });

  it('refunds captured money only, and only once', () => {
    expect(
      answers(
        authorise('tok_visa'),
        ask('refund', 'r-1'),
        ask('capture', 'c-1'),
        ask('refund', 'r-2'),
        ask('refund', 'r-3'),
        ask('capture', 'c-2'),
      ),
    ).toEqual(['done', 'not-captured', 'done', 'done', 'done', 'refunded']);
  });

  it('refuses an authorisation whose void came first', () => {
    expect(answers(ask('void', 'v-1'), authorise('tok_visa'), ask('capture', 'c-1'))).toEqual([
      'done',
      'voided-before',
      'not-authorised',
    ]);
  });

  it('has nothing to void after a declined card, and does not change its answer', () => {
    expect(answers(authorise('tok_declined'), ask('void', 'v-1'), authorise('tok_declined'))).toEqual([
      'card-declined',
      'done',
      'card-declined',
    ]);
  });

  it('gives the same key the same answer, whatever has happened since', () => {
    expect(answers(authorise('tok_visa'), ask('void', 'v-1'), authorise('tok_visa'), ask('void', 'v-1'))).toEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
  });

  it('does not take a key for another request', () => {
    expect(answers(authorise('tok_visa'), authorise('tok_declined'), ask('capture', 'a-1'))).toEqual([
      'done',
      'key-taken',
      'key-taken',
    ]);
  });

  it('charges once for one key, under the id that it drew first', () => {
    const book = new CardBook();
    const first = book.decide(authorise('tok_visa'));
    const again = book.decide({ ...authorise('tok_visa'), id: 'ch_other' } as CardRequest);
    expect(again).toEqual({ ...first, first: false });
    expect([...book.changed.keys()]).toEqual(['ch_a-1']);
  });
});
