import { describe, expect, it } from '@jest/globals';
import { sandboxForSpecs, startSandbox } from '../testing/sandbox.fixture.js';

const booking = (orderId: string, postcode = '53111') => ({
  orderId,
  shipTo: { name: 'Ada Lovelace', street: 'Lane 1', city: 'Bonn', postcode, country: 'DE' },
});

describe('the parcel carrier over HTTP', () => {
  const sandbox = sandboxForSpecs();

  it('books, labels and dispatches a parcel', async () => {
    const { body: booked } = await sandbox.call('/carrier/parcels', booking('o-1'), 'b-1');
    expect((await sandbox.call<string>(String(booked['label']))).body).toContain(
      `53111 Bonn\nDE\n\n${String(booked['trackingNumber'])}`,
    );
    expect((await sandbox.call('/carrier/parcels/dispatch', { bookingKey: 'b-1' }, 'd-1')).body).toMatchObject({
      kind: 'dispatch',
      outcome: 'done',
      trackingNumber: booked['trackingNumber'],
    });
    expect((await sandbox.call('/parcels?orderId=o-1')).body).toEqual({
      items: [
        {
          parcelId: booked['parcelId'],
          orderId: 'o-1',
          status: 'dispatched',
          trackingNumber: booked['trackingNumber'],
          idempotencyKey: 'b-1',
        },
      ],
      nextCursor: null,
    });
  });

  it('prints what a customer wrote on its own line of the label, whatever is in it', async () => {
    const { shipTo, ...order } = booking('o-9');
    const forged = { ...order, shipTo: { ...shipTo, name: 'Ada\n1 Other Street\u001b[2J' } };
    const { body } = await sandbox.call('/carrier/parcels', forged, 'b-9');
    expect((await sandbox.call<string>(String(body['label']))).body.split('\n')[0]).toBe('Ada 1 Other Street [2J');
  });

  it('refuses a postcode that no carrier serves, and a booking that was cancelled before it came', async () => {
    expect((await sandbox.call('/carrier/parcels', booking('o-2', '00000'), 'b-2')).body).toMatchObject({
      outcome: 'refused',
      code: 'no-carrier',
    });
    await sandbox.call('/carrier/parcels/cancel', { bookingKey: 'b-3' }, 'c-3');
    expect((await sandbox.call('/carrier/parcels', booking('o-3'), 'b-3')).body).toMatchObject({
      outcome: 'refused',
      code: 'cancelled-before',
    });
    expect((await sandbox.call<{ items: unknown[] }>('/parcels?orderId=o-3')).body.items).toEqual([]);
  });

  it('makes one parcel of a hundred bookings with the same key, from two processes at the same time', async () => {
    const other = await startSandbox(sandbox.database);
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, number) =>
        (number % 2 ? sandbox : other).call('/carrier/parcels', booking('o-4'), 'b-4'),
      ),
    );
    await other.stop();
    expect(new Set(answers.map(({ body }) => body['parcelId'])).size).toBe(1);
    expect((await sandbox.call<{ items: unknown[] }>('/parcels?orderId=o-4')).body.items).toHaveLength(1);
  });
});
