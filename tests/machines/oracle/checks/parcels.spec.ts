import { describe } from '@jest/globals';
import { finds } from '../finds.fixture.js';
import { parcels } from './parcels.js';

describe('parcels', () => {
  finds(parcels, [
    [
      'a second parcel',
      ({ outside }) => void outside.parcels.push({ ...outside.parcels[0]!, parcelId: 'pa-2', status: 'booked' }),
      'order good has 2 parcels: pa-good dispatched, pa-2 booked',
    ],
    [
      'a fulfilled order without a parcel',
      ({ outside }) => void outside.parcels.shift(),
      'order good is fulfilled with its parcel none instead of dispatched',
    ],
    [
      'a fulfilled order whose parcel is still here',
      ({ outside }) => void (outside.parcels[0]!.status = 'booked'),
      'order good is fulfilled with its parcel booked instead of dispatched',
    ],
    [
      'a live parcel of a cancelled order',
      ({ outside }) =>
        void outside.parcels.push({ parcelId: 'pa-bad', orderId: 'bad', trackingNumber: 'SW', status: 'booked' }),
      'order bad is cancelled with its parcel booked instead of none or cancelled',
    ],
    [
      'another tracking number',
      ({ outside }) => void (outside.parcels[0]!.trackingNumber = 'SW-x'),
      'order good names the parcel SW-good, but the carrier has SW-x',
    ],
    [
      'a parcel for nothing',
      ({ outside }) =>
        void outside.parcels.push({ parcelId: 'pa-x', orderId: 'none', trackingNumber: 'SW', status: 'booked' }),
      'a parcel is booked for the unknown order none',
    ],
  ]);
});
