import { afterEach, describe, expect, it } from '@jest/globals';
import type { Operation, Party, Performer } from '@sagaworks/messaging';
import { carrierOverHttp } from './carrier.http.js';
import { instantCarrier } from './carrier.instant.js';
import { carrier } from './operations.js';

const attempt = { key: 'saga-1/book-shipment/do', signal: new AbortController().signal };
const booking = { bookingKey: attempt.key };
const to = (postcode: string) => ({
  orderId: 'o',
  shipTo: { name: 'Ada', street: 'Main St 1', city: 'Berlin', postcode, country: 'DE' },
});
const performer = <Request, Result>(party: Party, { name }: Operation<Request, Result>) =>
  party.performers[name] as unknown as Performer<Request, Result>;

describe('the carrier over HTTP', () => {
  const real = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = real;
  });
  const answering = (status: number, body: object) => {
    globalThis.fetch = () => Promise.resolve(Response.json(body, { status }));
    return carrierOverHttp('http://carrier');
  };
  const refusal = (code: string) => answering(200, { outcome: 'refused', code, text: 'no' });

  it('books', async () => {
    const party = answering(200, { outcome: 'done', parcelId: 'pa_1', trackingNumber: 'SW1', label: '/label' });
    expect(await performer(party, carrier.book).perform(to('10115'), attempt)).toEqual({
      shipmentId: 'pa_1',
      trackingNumber: 'SW1',
    });
  });

  it.each([
    ['no-carrier', 'no-carrier'],
    ['cancelled-before', 'withdrawn'],
  ])('refuses to book with %s as %s', async (code, refused) => {
    expect(await performer(refusal(code), carrier.book).perform(to('00000'), attempt)).toEqual({ refused });
  });

  it('says what it cannot do any more', async () => {
    expect(await performer(refusal('already-dispatched'), carrier.cancel).perform(booking, attempt)).toBe(
      'already-dispatched',
    );
    expect(await performer(refusal('cancelled'), carrier.dispatch).perform(booking, attempt)).toEqual({
      refused: 'cancelled: no',
    });
  });

  it('has nothing on record where the look-up finds nothing', async () => {
    expect(await performer(answering(404, {}), carrier.book).lookUp(to('10115'), attempt)).toBeUndefined();
  });
});

describe('the carrier in process', () => {
  it('delivers everywhere but nowhere', async () => {
    expect(await performer(instantCarrier(), carrier.book).perform(to('10115'), attempt)).toHaveProperty(
      'trackingNumber',
    );
    expect(await performer(instantCarrier(), carrier.book).perform(to('00000'), attempt)).toEqual({
      refused: 'no-carrier',
    });
  });

  it('does not call back what it has collected', async () => {
    const party = instantCarrier();
    await performer(party, carrier.book).perform(to('99999'), attempt);
    expect(await performer(party, carrier.cancel).perform(booking, attempt)).toBe('refused');
    await performer(party, carrier.book).perform(to('10115'), attempt);
    expect(await performer(party, carrier.cancel).perform(booking, attempt)).toBe('cancelled');
  });
});
