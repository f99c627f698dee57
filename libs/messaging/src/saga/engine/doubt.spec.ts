import { describe, expect, it } from '@jest/globals';
import { asked, conversation, deadline } from '../../testing/index.js';
import {
  BookFlight,
  CancelFlight,
  FlightBooked,
  FlightCancelled,
  FlightFull,
  HotelBooked,
  hotelFull,
  Paid,
  TripReady,
  tripSaga,
  type Trip,
} from '../../testing/trip-saga.js';
import { defineSaga, step } from '../define.js';
import { fresh } from './instance.js';
import { advance } from './advance.js';

const t = { trip: 'rome' };
const flightBooked = FlightBooked({ ...t, seat: '7A' });
const begun = () => conversation(tripSaga, t);

describe('a reply is not believed', () => {
  it('that is about something else than the saga', () => {
    begun().doubts(FlightBooked({ trip: 'oslo', seat: '7A' }), /it is about oslo, the saga about rome/);
  });

  it('to a step that the saga does not have, or that the message does not answer', () => {
    begun()
      .doubts(asked(flightBooked, { step: 'cruise', ask: 1 }), /the saga has no step cruise/)
      .doubts(asked(flightBooked, { step: 'hotel', ask: 1 }), /answers nothing that step hotel asks/)
      .doubts(asked(TripReady(t), { step: 'flight', ask: 1 }), /answers nothing that step flight asks/);
  });

  it('to an ask that was never asked, of the step or of its undo', () => {
    begun()
      .doubts(asked(flightBooked, { step: 'flight', ask: 77 }), /ask 77 of step flight was never asked/)
      .doubts(HotelBooked(t), /ask 1 of step hotel was never asked/)
      .doubts(Paid(t), /ask 1 of step pay was never asked/)
      .doubts(FlightCancelled(t), /ask 1 of the undo of step flight was never asked/)
      .when(deadline('flight'))
      .then(CancelFlight(t))
      .doubts(
        asked(FlightCancelled(t), { step: 'flight', ask: 2 }),
        /ask 2 of the undo of step flight was never asked/,
      );
  });

  it('that does not say which ask it answers', () => {
    const instance = advance(
      tripSaga,
      fresh(tripSaga, { id: 'i', businessKey: 'rome', data: t }),
      { kind: 'start' },
      new Date(0),
    );
    const message = {
      id: 'm',
      inboxId: 'm',
      type: FlightFull.type,
      version: 1,
      source: '/air',
      time: new Date(0),
      key: 'rome',
      data: t,
      step: 'flight',
      trace: {},
    };
    expect(() => advance(tripSaga, instance.instance, { kind: 'reply', message }, new Date(0))).toThrow(
      'does not say which ask it answers',
    );
  });

  it('that says what the saga knows to be otherwise', () => {
    const onTheAisle = defineSaga('aisle', {
      version: 1,
      mismatch: (_: Trip, reply) =>
        (reply.data as { seat?: string }).seat === '7A' ? 'seat 7A is at the window' : undefined,
      steps: [
        step('flight', {
          ask: () => BookFlight(t),
          yes: FlightBooked,
          no: FlightFull,
          within: '1s',
          undo: { ask: () => CancelFlight(t), done: FlightCancelled },
        }),
      ],
      completed: () => TripReady(t),
      rolledBack: () => TripReady(t),
    });
    conversation(onTheAisle, t)
      .doubts(flightBooked, /seat 7A is at the window/)
      .when(FlightBooked({ ...t, seat: '7C' }))
      .then(TripReady(t));
  });
});

describe('a reply is believed', () => {
  it('to any ask that was asked, also once the step is being undone or was refused', () => {
    begun()
      .given(flightBooked, hotelFull(t))
      .when(asked(hotelFull(t), { step: 'hotel', ask: 1 }))
      .then()
      .notes('ignored')
      .when(asked(flightBooked, { step: 'flight', ask: 1 }))
      .then()
      .notes('ignored');
  });
});
