import { describe, it } from '@jest/globals';
import { asked, conversation, deadline } from '../../testing/index.js';
import {
  BookFlight,
  BookHotel,
  CancelFlight,
  CancelHotel,
  FlightBooked,
  FlightCancelled,
  FlightFull,
  HotelBooked,
  HotelCancelled,
  HotelFull,
  TripOff,
  TripReady,
  type Trip,
} from '../../testing/trip-saga.js';
import { defineSaga, step } from '../define.js';
import type { Reason } from '../outcome.js';

/** The hotel is booked by a person, who is reminded twice. */
const patient = defineSaga('patient-trip', {
  version: 1,
  steps: [
    step('flight', {
      ask: ({ trip }: Trip) => BookFlight({ trip }),
      yes: FlightBooked,
      no: FlightFull,
      within: '30s',
      undo: { ask: ({ trip }: Trip) => CancelFlight({ trip }), done: FlightCancelled },
    }),
    step('hotel', {
      ask: ({ trip }: Trip) => BookHotel({ trip }),
      yes: HotelBooked,
      no: HotelFull,
      within: '24h',
      asks: 3,
      undo: { ask: ({ trip }: Trip) => CancelHotel({ trip }), done: HotelCancelled },
    }),
  ],
  completed: ({ trip }: Trip) => TripReady({ trip }),
  rolledBack: ({ trip }: Trip, reason: Reason) => TripOff({ trip, why: `${reason.kind} ${reason.step}` }),
});
const t = { trip: 'rome' };
const waiting = () => conversation(patient, t).given(FlightBooked({ ...t, seat: '7A' }));

describe('a step that waits for people', () => {
  it('asks itself again when nobody answers, and nothing else, without telling a deadline', () => {
    waiting()
      .when(deadline('hotel'))
      .then(asked(BookHotel(t), { step: 'hotel', ask: 2, deadline: undefined }))
      .notes('deadline-missed', 'asked')
      .stands('running')
      .when(deadline('hotel'))
      .then(asked(BookHotel(t), { ask: 3 }))
      .when(HotelBooked(t))
      .then(TripReady(t))
      .stands('completed');
  });

  it('is missed, and all is undone, once the last reminder is not answered either', () => {
    waiting()
      .given(deadline('hotel'), deadline('hotel'))
      .when(deadline('hotel'))
      .then(CancelHotel(t))
      .when(HotelCancelled(t))
      .then(CancelFlight(t))
      .when(FlightCancelled(t))
      .then(TripOff({ ...t, why: 'deadline hotel' }));
  });
});
