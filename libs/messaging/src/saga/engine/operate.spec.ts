import { describe, it } from '@jest/globals';
import { answeredByHand, asked, askedAgain, cancelled, conversation, deadline, operator } from '../../testing/index.js';
import {
  BookFlight,
  BookHotel,
  CancelFlight,
  CancelHotel,
  FlightBooked,
  FlightCancelled,
  FlightStays,
  HotelBooked,
  HotelCancelled,
  hotelFull,
  notPaid,
  Paid,
  Pay,
  SendTickets,
  TicketsSent,
  TripOff,
  TripReady,
  tripSaga,
  TripStuck,
} from '../../testing/trip-saga.js';

const t = { trip: 'rome' };
const flightBooked = FlightBooked({ ...t, seat: '7A' });
const cancelFlight = CancelFlight({ ...t, seat: '7A' });
const off = (why: string) => TripOff({ ...t, why });
const begun = () => conversation(tripSaga, t);
const toPay = () => begun().given(flightBooked, HotelBooked(t));
const unpaid = () => toPay().given(deadline('pay'), deadline('pay'), deadline('pay')).stands('needs-operator');
const hotelStays = () =>
  toPay()
    .given(notPaid(t), ...Array.from({ length: 8 }, () => deadline('hotel')))
    .stands('needs-operator');

describe('an operator who retries a step', () => {
  it('has it asked once more at once, with all the time it had', () => {
    begun()
      .when(askedAgain('flight'))
      .then(asked(BookFlight(t), { step: 'flight', ask: 2, deadline: new Date('2030-01-01T12:00:30Z') }))
      .notes('retry-asked', 'asked')
      .when(flightBooked)
      .then(BookHotel(t));
  });

  it('has the step that holds the saga up asked again, and its answer moves the saga on', () => {
    unpaid()
      .when(askedAgain('pay'))
      .then(asked(Pay(t), { ask: 4 }))
      .stands('running')
      .notes('retry-asked', 'resumed', 'asked')
      .when(Paid(t))
      .then(SendTickets(t));
  });

  it('has a refused undo asked again', () => {
    begun()
      .given(flightBooked, hotelFull(t), FlightStays(t))
      .when(askedAgain('flight'))
      .then(asked(cancelFlight, { ask: 2 }))
      .stands('compensating')
      .when(FlightCancelled(t))
      .then(off('refused hotel'));
  });

  it('changes nothing about a step that has its answer, or that there is not', () => {
    toPay()
      .when(askedAgain('hotel'))
      .then()
      .notes('ignored')
      .when(askedAgain('boat'))
      .then()
      .notes('ignored')
      .stands('running');
  });
});

describe('an operator who gives the answer of a step', () => {
  it('moves the saga on as the answer itself would, and the late one changes nothing', () => {
    begun()
      .when(answeredByHand('flight', flightBooked))
      .then(BookHotel(t))
      .notes('skipped', 'answered', 'asked')
      .when(flightBooked)
      .then()
      .notes('ignored');
  });

  it('may say no for the pivot that stays silent: then all is undone', () => {
    unpaid()
      .when(answeredByHand('pay', notPaid(t)))
      .then(CancelHotel(t))
      .stands('compensating');
  });

  it('may confirm an undo that was refused', () => {
    begun()
      .given(flightBooked, hotelFull(t), FlightStays(t))
      .when(answeredByHand('flight', FlightCancelled(t)))
      .then(off('refused hotel'))
      .stands('rolled-back');
  });

  it('is not heard with what answers another question, or does not fit its schema', () => {
    begun()
      .when(answeredByHand('flight', HotelBooked(t)))
      .then()
      .notes('ignored')
      .when(answeredByHand('flight', FlightCancelled(t)))
      .then()
      .notes('ignored')
      .when(operator({ act: 'skip', step: 'flight', type: FlightBooked.type, data: { trip: 7 } }))
      .then()
      .notes('ignored')
      .when(answeredByHand('hotel', HotelBooked(t)))
      .then()
      .notes('ignored')
      .stands('running');
  });
});

describe('an operator who turns the saga round', () => {
  it.each(['compensate', 'cancel'] as const)('by %s has everything undone before the point of no return', (act) => {
    begun()
      .given(flightBooked)
      .when(operator({ act }))
      .then(CancelHotel(t))
      .notes(`${act}-asked`, 'undo-asked')
      .when(HotelCancelled(t))
      .then(cancelFlight)
      .when(FlightCancelled(t))
      .then(off('cancelled hotel'));
  });

  it.each(['compensate', 'cancel'] as const)('by %s is refused after it, and when it is rolled back already', (act) => {
    toPay().when(operator({ act })).then().notes('ignored').stands('running');
    unpaid().when(operator({ act })).then().stands('needs-operator');
    begun().given(cancelled()).when(operator({ act })).then().notes('ignored').stands('compensating');
  });

  it('past a stuck undo has the rest undone, and the saga says again what is still owed', () => {
    hotelStays()
      .when(operator({ act: 'compensate' }))
      .then(cancelFlight)
      .stands('compensating')
      .when(FlightCancelled(t))
      .then(TripStuck({ ...t, why: 'undo hotel unanswered' }))
      .stands('needs-operator')
      .when(askedAgain('hotel'))
      .then(asked(CancelHotel(t), { ask: 9 }))
      .when(HotelCancelled(t))
      .then(off('refused pay'))
      .stands('rolled-back');
  });

  it('past a stuck undo may confirm that undo by hand at the end', () => {
    hotelStays()
      .given(operator({ act: 'compensate' }), FlightCancelled(t))
      .when(answeredByHand('hotel', HotelCancelled(t)))
      .then(off('refused pay'))
      .stands('rolled-back');
  });
});

describe('an operator who changes a deadline', () => {
  const later = new Date('2030-01-01T13:00:00Z');

  it('gives a step more time', () => {
    begun()
      .when(operator({ act: 'move-deadline', step: 'flight', to: later }))
      .then()
      .notes('deadline-moved')
      .when(deadline('flight'))
      .then(CancelFlight(t));
  });

  it('takes it away: nothing falls due until it has a deadline again', () => {
    begun()
      .when(operator({ act: 'move-deadline', step: 'flight' }))
      .then()
      .notes('deadline-revoked')
      .when(deadline('flight'))
      .then()
      .notes()
      .given(operator({ act: 'move-deadline', step: 'flight', to: later }))
      .when(deadline('flight'))
      .then(CancelFlight(t));
  });

  it('changes nothing where nobody is asked', () => {
    unpaid()
      .when(operator({ act: 'move-deadline', step: 'pay', to: later }))
      .then()
      .notes('ignored')
      .stands('needs-operator');
    begun()
      .when(operator({ act: 'move-deadline', step: 'hotel', to: later }))
      .then()
      .notes('ignored');
  });
});

describe('an operator who marks a saga as resolved', () => {
  const resolved = (outcome: 'completed' | 'rolled-back') => operator({ act: 'resolve', outcome });

  it('as completed has that told as if it had come to it by itself, and nothing moves it any more', () => {
    unpaid()
      .when(resolved('completed'))
      .then(TripReady(t))
      .notes('resolved')
      .stands('resolved')
      .when(Paid(t))
      .then()
      .notes('ignored')
      .when(deadline('pay'))
      .then()
      .notes()
      .when(cancelled())
      .then()
      .notes('cancel-refused')
      .when(askedAgain('pay'))
      .then()
      .notes('ignored')
      .when(resolved('rolled-back'))
      .then()
      .notes('ignored')
      .stands('resolved');
  });

  it('as rolled back has that told, for the reason for which it was rolled back or else as theirs; nothing is undone', () => {
    hotelStays()
      .when(resolved('rolled-back'))
      .then(off('refused pay, by hand'))
      .notes('resolved')
      .stands('resolved')
      .when(HotelCancelled(t))
      .then()
      .notes('ignored')
      .when(cancelled())
      .then()
      .notes('cancel-asked')
      .stands('resolved');
    unpaid().when(resolved('rolled-back')).then(off('cancelled pay, by hand')).stands('resolved');
  });

  it('says nothing twice: one that was rolled back before is not told so again, nor as completed', () => {
    const owed = () =>
      begun().given(deadline('flight'), FlightCancelled(t), flightBooked, FlightStays(t)).stands('needs-operator');
    owed().when(resolved('completed')).then().notes('ignored').stands('needs-operator');
    owed().when(resolved('rolled-back')).then().notes('resolved').stands('resolved');
  });

  it('is refused while the saga can help itself', () => {
    toPay().when(resolved('completed')).then().notes('ignored').stands('running');
    toPay()
      .given(Paid(t))
      .when(TicketsSent(t))
      .then(TripReady(t))
      .when(resolved('completed'))
      .then()
      .notes('ignored')
      .stands('completed');
  });
});
