import { z } from 'zod';
import { command, event } from '../message/contract.js';
import { defineSaga, pivot, retriable, step } from '../saga/define.js';
import type { Reason, Stuck } from '../saga/outcome.js';
import { is } from '../saga/is.js';

const data = z.strictObject({ trip: z.string() });
const told = z.strictObject({ trip: z.string(), why: z.string() });
const say = <Name extends string>(name: Name) => event(name, { version: 1, key: 'trip', data });
export const BookFlight = command('air.book-flight', { version: 1, key: 'trip', data });
export const CancelFlight = command('air.cancel-flight', {
  version: 1,
  key: 'trip',
  data: z.strictObject({ trip: z.string(), seat: z.string().optional() }),
});
export const FlightBooked = event('air.flight-booked', {
  version: 1,
  key: 'trip',
  data: z.strictObject({ trip: z.string(), seat: z.string() }),
});
const full = z.strictObject({ trip: z.string(), reason: z.strictObject({ code: z.string(), text: z.string() }) });
const no = <Name extends string>(name: Name) => event(name, { version: 1, key: 'trip', data: full });
const reason = { code: 'full', text: 'nothing is left' };
export const FlightFull = no('air.flight-full');
export const FlightCancelled = say('air.flight-cancelled');
export const FlightStays = say('air.flight-stays');
export const BookHotel = command('inn.book-hotel', { version: 1, key: 'trip', data });
export const CancelHotel = command('inn.cancel-hotel', { version: 1, key: 'trip', data });
export const [HotelBooked, HotelFull, HotelCancelled] = [
  say('inn.hotel-booked'),
  no('inn.hotel-full'),
  say('inn.hotel-cancelled'),
];
export const Pay = command('bank.pay', { version: 1, key: 'trip', data });
export const [Paid, NotPaid] = [say('bank.paid'), no('bank.not-paid')];
export const SendTickets = command('post.send-tickets', { version: 1, key: 'trip', data });
export const TicketsSent = say('post.tickets-sent');
export const TripReady = say('trips.trip-ready');
export const TripOff = event('trips.trip-off', { version: 1, key: 'trip', data: told });
export const TripStuck = event('trips.trip-stuck', { version: 1, key: 'trip', data: told });

/** For specs: each as it is said. */
export const [flightFull, hotelFull, notPaid] = [FlightFull, HotelFull, NotPaid].map(
  (contract) => (trip: { readonly trip: string }) => contract({ ...trip, reason }),
) as [Said, Said, Said];
type Said = (trip: { readonly trip: string }) => ReturnType<typeof FlightFull>;

export interface Trip {
  readonly trip: string;
  readonly seat?: string;
}

/** For the library's own specs: two steps that can be undone, a pivot, one that can only be repeated. */
export const tripSaga = defineSaga('trip', {
  version: 1,
  remember: (known: Trip, reply) => (is(FlightBooked, reply) ? { ...known, seat: reply.data.seat } : known),
  steps: [
    step('flight', {
      ask: ({ trip }: Trip) => BookFlight({ trip }),
      yes: FlightBooked,
      no: FlightFull,
      within: '30s',
      undo: {
        ask: ({ trip, seat }: Trip) => CancelFlight({ trip, seat }),
        done: FlightCancelled,
        cannot: FlightStays,
        asks: 2,
      },
    }),
    step('hotel', {
      ask: ({ trip }: Trip) => BookHotel({ trip }),
      yes: HotelBooked,
      no: HotelFull,
      within: '1m',
      undo: { ask: ({ trip }: Trip) => CancelHotel({ trip }), done: HotelCancelled },
    }),
    pivot('pay', { ask: ({ trip }: Trip) => Pay({ trip }), yes: Paid, no: NotPaid, askAgainAfter: '1m', asks: 3 }),
    retriable('tickets', {
      ask: ({ trip }: Trip) => SendTickets({ trip }),
      yes: TicketsSent,
      askAgainAfter: '5m',
      asks: 3,
    }),
  ],
  completed: ({ trip }: Trip) => TripReady({ trip }),
  rolledBack: ({ trip }: Trip, reason: Reason, undone) =>
    TripOff({ trip, why: `${reason.kind} ${reason.step}${undone === 'by-hand' ? ', by hand' : ''}` }),
  needsOperator: ({ trip }: Trip, stuck: Stuck) =>
    TripStuck({ trip, why: `${stuck.asking} ${stuck.step} ${stuck.because}` }),
});
