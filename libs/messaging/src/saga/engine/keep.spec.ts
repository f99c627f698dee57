import { describe, it } from '@jest/globals';
import { conversation, deadline, operator } from '../../testing/index.js';
import {
  CancelFlight,
  FlightBooked,
  FlightCancelled,
  flightFull,
  FlightStays,
  HotelBooked,
  hotelFull,
  Paid,
  TicketsSent,
  tripSaga,
} from '../../testing/trip-saga.js';

interface Secret {
  readonly trip: string;
  readonly secret?: string;
}
const trip = { trip: 'rome' };
const saga = { ...tripSaga, keep: ({ secret: _, ...kept }: Secret, outcome: string) => ({ ...kept, outcome }) };
const begun = () => conversation(saga, { ...trip, secret: 'tok' } as Secret);
const booked = () => begun().given(FlightBooked({ ...trip, seat: '7A' }));

describe('a saga forgets what it needed on the way only', () => {
  it('when it is completed, not before', () => {
    booked()
      .given(HotelBooked(trip), Paid(trip))
      .remembers({ ...trip, secret: 'tok', seat: '7A' })
      .given(TicketsSent(trip))
      .remembers({ ...trip, seat: '7A', outcome: 'completed' });
  });

  it('when all of it is undone, not while it is being undone', () => {
    begun()
      .given(flightFull(trip))
      .remembers({ ...trip, outcome: 'rolled-back' });
    booked()
      .given(hotelFull(trip))
      .remembers({ ...trip, secret: 'tok', seat: '7A' });
  });

  it('when a person has said how it ended, not while it waits for them', () => {
    booked()
      .given(hotelFull(trip), FlightStays(trip))
      .stands('needs-operator')
      .remembers({ ...trip, secret: 'tok', seat: '7A' })
      .given(operator({ act: 'resolve', outcome: 'rolled-back' }))
      .remembers({ ...trip, seat: '7A', outcome: 'rolled-back' });
  });

  it('and still asks for the undo that a late answer is owed', () => {
    begun()
      .given(deadline('flight'), FlightCancelled(trip))
      .remembers({ ...trip, outcome: 'rolled-back' })
      .when(FlightBooked({ ...trip, seat: '7A' }))
      .then(CancelFlight(trip));
  });
});
