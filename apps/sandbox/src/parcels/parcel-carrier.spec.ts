import { describe, expect, it } from '@jest/globals';
import { ParcelBook, type ParcelRequest } from './parcel-carrier.js';

const shipTo = { name: 'Ada', street: 'Lane 1', city: 'Bonn', postcode: '53111', country: 'DE' };
const book = (postcode = '53111', key = 'b-1'): ParcelRequest => ({
  kind: 'booking',
  key,
  id: 'pa_0123456789abcdef01234567',
  orderId: 'o-1',
  shipTo: { ...shipTo, postcode },
});
const ask = (kind: 'cancellation' | 'dispatch', key: string): ParcelRequest => ({ kind, key, bookingKey: 'b-1' });

function answers(...requests: ParcelRequest[]): string[] {
  const parcels = new ParcelBook();
  return requests.map((request) => {
    const verdict = parcels.decide(request);
    return verdict.kind === 'operation' ? (verdict.operation.code ?? verdict.operation.outcome) : verdict.kind;
  });
}

describe('the parcel carrier', () => {
  it('books a parcel with a tracking number and a label', () => {
    expect(new ParcelBook().decide(book())).toMatchObject({
      operation: {
        outcome: 'done',
        trackingNumber: 'SW0123456789ABCDEF',
        label: '/carrier/parcels/pa_0123456789abcdef01234567/label',
      },
    });
  });

  it('serves every postcode but 00000', () => {
    expect(answers(book('00000'))).toEqual(['no-carrier']);
  });

  it('dispatches a booked parcel, and says so again when asked again', () => {
    expect(answers(book(), ask('dispatch', 'd-1'), ask('dispatch', 'd-1'), ask('dispatch', 'd-2'))).toEqual([
      'done',
      'done',
      'done',
      'done',
    ]);
  });

  it('does not cancel what is on its way, nor dispatch what is cancelled', () => {
    expect(answers(book(), ask('dispatch', 'd-1'), ask('cancellation', 'c-1'))).toEqual([
      'done',
      'done',
      'already-dispatched',
    ]);
    expect(answers(book(), ask('cancellation', 'c-1'), ask('dispatch', 'd-1'))).toEqual(['done', 'done', 'cancelled']);
  });

  it('does not call back what goes to 99999, and can still dispatch it', () => {
    expect(
      answers(book('99999'), ask('cancellation', 'c-1'), ask('cancellation', 'c-1'), ask('dispatch', 'd-1')),
    ).toEqual(['done', 'not-cancellable', 'not-cancellable', 'done']);
  });

  it('refuses a booking whose cancellation came first', () => {
    expect(answers(ask('cancellation', 'c-1'), book(), ask('dispatch', 'd-1'))).toEqual([
      'done',
      'cancelled-before',
      'not-booked',
    ]);
  });

  it('does not take a key for another request', () => {
    expect(answers(book(), book('53112'), ask('dispatch', 'b-1'))).toEqual(['done', 'key-taken', 'key-taken']);
  });
});
