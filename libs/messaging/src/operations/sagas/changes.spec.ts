import { describe, expect, it } from '@jest/globals';
import { asked, askedAgain, answeredByHand, cancelled, deadline, operator, type Said } from '../../testing/index.js';
import { incomingOf } from '../../testing/conversation-said.js';
import {
  FlightBooked,
  FlightCancelled,
  flightFull,
  FlightStays,
  HotelBooked,
  HotelCancelled,
  hotelFull,
  notPaid,
  Paid,
  TicketsSent,
  tripSaga,
} from '../../testing/trip-saga.js';
import { advance } from '../../saga/engine/advance.js';
import type { HistoryEntry } from '../../saga/engine/incoming.js';
import { fresh, type Instance } from '../../saga/engine/instance.js';
import { changesOf } from './changes.js';

const t = { trip: 'rome' };
const flightBooked = FlightBooked({ ...t, seat: '7A' });
const silence = (step: string, times: number) => Array.from({ length: times }, () => deadline(step));
const toPay = [flightBooked, HotelBooked(t)];

/** The instance after each of these, and the history's lines of each. */
function run(said: readonly Said[]) {
  let instance: Instance = fresh(tripSaga, { id: 'rome', businessKey: 'rome', data: t });
  let now = new Date('2030-01-01T12:00:00Z');
  const transitions: HistoryEntry[][] = [];
  for (const each of [{ said: 'start' } as const, ...said]) {
    const told = incomingOf(each, tripSaga, instance, now);
    now = told.now;
    const advanced = advance(tripSaga, instance, told.incoming, now);
    instance = advanced.instance;
    if (advanced.history.length > 0) transitions.push([...advanced.history]);
  }
  return { instance, transitions };
}

const stateOf = ({ phase, steps }: Instance) =>
  Object.fromEntries([
    ['status', phase.status],
    ...Object.entries(steps).flatMap(([name, state]) => [
      [`steps.${name}.at`, state.at],
      ...('asks' in state ? [[`steps.${name}.asks`, state.asks]] : []),
    ]),
  ]);

describe('what each transition changed', () => {
  it.each<readonly [string, readonly Said[]]>([
    ['goes well', [...toPay, Paid(t), TicketsSent(t), TicketsSent(t)]],
    ['is refused at once', [flightFull(t)]],
    ['is rolled back', [...toPay, notPaid(t), HotelCancelled(t), FlightCancelled(t)]],
    ['undoes again what came late', [deadline('flight'), FlightCancelled(t), flightBooked, FlightCancelled(t)]],
    ['is cancelled too late', [...toPay, cancelled(), Paid(t)]],
    [
      'is asked again until it answers',
      [...toPay, ...silence('pay', 3), askedAgain('pay'), asked(Paid(t), { step: 'pay', ask: 1 })],
    ],
    [
      'is stuck at a refused undo',
      [
        flightBooked,
        hotelFull(t),
        FlightStays(t),
        askedAgain('flight'),
        FlightStays(t),
        answeredByHand('flight', FlightCancelled(t)),
      ],
    ],
    [
      'gives an undo up for now',
      [
        ...toPay,
        notPaid(t),
        ...silence('hotel', 8),
        operator({ act: 'compensate' }),
        FlightCancelled(t),
        askedAgain('hotel'),
        HotelCancelled(t),
      ],
    ],
    [
      'is resolved by hand',
      [...toPay, ...silence('pay', 3), operator({ act: 'resolve', outcome: 'completed' }), Paid(t)],
    ],
    [
      'has its deadline moved',
      [operator({ act: 'move-deadline', step: 'flight' }), operator({ act: 'compensate' }), FlightCancelled(t)],
    ],
  ])('adds up to the instance of a saga that %s', (_, said) => {
    for (let heard = 0; heard <= said.length; heard += 1) {
      const { instance, transitions } = run(said.slice(0, heard));
      const known = new Map(
        changesOf(transitions)
          .flat()
          .map(({ path, to }) => [path, to]),
      );
      expect(Object.fromEntries([...known].filter(([, to]) => to !== null))).toEqual(stateOf(instance));
    }
  });

  it('names what it was before, and nothing that stayed', () => {
    const { transitions } = run([flightBooked, flightBooked]);
    expect(changesOf(transitions)).toEqual([
      [
        { path: 'status', from: null, to: 'running' },
        { path: 'steps.flight.at', from: null, to: 'asked' },
        { path: 'steps.flight.asks', from: null, to: 1 },
      ],
      [
        { path: 'steps.flight.at', from: 'asked', to: 'done' },
        { path: 'steps.hotel.at', from: null, to: 'asked' },
        { path: 'steps.hotel.asks', from: null, to: 1 },
      ],
      [],
    ]);
  });
});
