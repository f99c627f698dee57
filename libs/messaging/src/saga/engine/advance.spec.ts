import { describe, it } from '@jest/globals';
import { asked, askedAgain, cancelled, conversation, deadline } from '../../testing/index.js';
import {
  BookFlight,
  BookHotel,
  CancelFlight,
  CancelHotel,
  FlightBooked,
  FlightCancelled,
  flightFull,
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
const begun = () => conversation(tripSaga, t);
const toPay = () => begun().given(flightBooked, HotelBooked(t));

describe('a saga that goes well', () => {
  it('asks one step after the other and tells its end once', () => {
    begun()
      .opensWith(asked(BookFlight(t), { step: 'flight', ask: 1, deadline: new Date('2030-01-01T12:00:30Z') }))
      .when(flightBooked)
      .then(BookHotel(t))
      .when(HotelBooked(t))
      .then(asked(Pay(t), { step: 'pay', ask: 1, deadline: undefined }))
      .when(Paid(t))
      .then(SendTickets(t))
      .when(TicketsSent(t))
      .then(TripReady(t))
      .stands('completed')
      .when(TicketsSent(t))
      .then()
      .notes('ignored');
  });
});

describe('a saga that cannot go on', () => {
  it('undoes nothing when its first step is refused', () => {
    begun()
      .when(flightFull(t))
      .then(TripOff({ ...t, why: 'refused flight' }))
      .stands('rolled-back');
  });

  it('undoes what was done, not what was refused', () => {
    begun()
      .given(flightBooked)
      .when(hotelFull(t))
      .then(CancelFlight({ ...t, seat: '7A' }))
      .when(FlightCancelled(t))
      .then(TripOff({ ...t, why: 'refused hotel' }));
  });

  it('undoes the silent step first, since it may have happened, and each only after the one before', () => {
    begun()
      .given(flightBooked)
      .when(deadline('hotel'))
      .then(CancelHotel(t))
      .notes('deadline-missed', 'undo-asked')
      .doubts(FlightCancelled(t), /ask 1 of the undo of step flight was never asked/)
      .when(HotelCancelled(t))
      .then(CancelFlight({ ...t, seat: '7A' }))
      .when(FlightCancelled(t))
      .then(TripOff({ ...t, why: 'deadline hotel' }))
      .stands('rolled-back');
  });

  it('rolls back when the pivot is refused', () => {
    toPay()
      .when(notPaid(t))
      .then(CancelHotel(t))
      .when(HotelCancelled(t))
      .then(CancelFlight({ ...t, seat: '7A' }));
  });
});

describe('an answer that comes late', () => {
  it('changes nothing while the undo is on its way', () => {
    begun()
      .given(deadline('flight'))
      .when(flightBooked)
      .then()
      .notes('ignored')
      .when(FlightCancelled(t))
      .then(TripOff({ ...t, why: 'deadline flight' }));
  });

  it('is owed the undo again when that was confirmed before, and the end is told once', () => {
    begun()
      .given(deadline('flight'), FlightCancelled(t))
      .stands('rolled-back')
      .when(flightBooked)
      .then(asked(CancelFlight(t), { ask: 2 }))
      .stands('compensating')
      .when(flightBooked)
      .then()
      .when(FlightCancelled(t))
      .then()
      .notes('undone', 'rolled-back')
      .stands('rolled-back')
      .when(flightBooked)
      .then()
      .notes('ignored');
  });

  it('holds the end up when its undo is owed again while an earlier step is being undone', () => {
    begun()
      .given(flightBooked, deadline('hotel'), HotelCancelled(t))
      .when(HotelBooked(t))
      .then(asked(CancelHotel(t), { ask: 2 }))
      .when(FlightCancelled(t))
      .then()
      .notes('undone')
      .stands('compensating')
      .when(HotelCancelled(t))
      .then(TripOff({ ...t, why: 'deadline hotel' }))
      .stands('rolled-back');
  });

  it('is no news when the step had said yes before its undo', () => {
    begun().given(flightBooked, hotelFull(t), FlightCancelled(t)).when(flightBooked).then().stands('rolled-back');
  });

  it('counts for its step whichever ask it answers', () => {
    toPay()
      .given(deadline('pay'))
      .when(asked(Paid(t), { step: 'pay', ask: 1 }))
      .then(SendTickets(t))
      .when(asked(Paid(t), { step: 'pay', ask: 2 }))
      .then();
  });
});

describe('asking again', () => {
  it('asks the pivot and what follows again, a number of times', () => {
    toPay()
      .when(deadline('pay'))
      .then(asked(Pay(t), { ask: 2 }))
      .notes('deadline-missed', 'asked')
      .when(Paid(t))
      .then(SendTickets(t))
      .when(deadline('tickets'))
      .then(asked(SendTickets(t), { ask: 2 }))
      .when(TicketsSent(t))
      .then(TripReady(t));
  });

  it('ignores the deadline of a step that has answered', () => {
    begun().given(flightBooked).when(deadline('flight')).then().notes();
  });

  it('ignores the deadline of an earlier ask', () => {
    toPay().given(deadline('pay')).when(deadline('pay', 1)).then().notes();
  });

  it('needs an operator once all asks are spent, and goes on when the answer comes after all', () => {
    toPay()
      .given(deadline('pay'), deadline('pay'))
      .when(deadline('pay'))
      .then(TripStuck({ ...t, why: 'do pay unanswered' }))
      .stands('needs-operator')
      .when(deadline('pay'))
      .then()
      .when(Paid(t))
      .then(SendTickets(t))
      .stands('running')
      .notes('answered', 'resumed', 'asked');
  });

  it('needs an operator when an undo stays unanswered, and has it asked again at his word', () => {
    begun()
      .given(deadline('flight'), deadline('flight'))
      .when(deadline('flight'))
      .then(TripStuck({ ...t, why: 'undo flight unanswered' }))
      .stands('needs-operator')
      .when(askedAgain('hotel'))
      .then()
      .stands('needs-operator')
      .when(askedAgain('flight'))
      .then(asked(CancelFlight(t), { ask: 3 }))
      .stands('compensating')
      .when(FlightCancelled(t))
      .then(TripOff({ ...t, why: 'deadline flight' }));
  });
});

describe('an undo that is refused', () => {
  it('needs an operator at once and leaves the earlier steps alone', () => {
    begun()
      .given(flightBooked, hotelFull(t))
      .when(FlightStays(t))
      .then(TripStuck({ ...t, why: 'undo flight refused' }))
      .stands('needs-operator')
      .when(FlightCancelled(t))
      .then()
      .stands('needs-operator');
  });
});

describe('a wish to cancel', () => {
  it('rolls back before the point of no return, the silent step included', () => {
    begun()
      .given(flightBooked)
      .when(cancelled('changed my mind'))
      .then(CancelHotel(t))
      .notes('cancel-asked', 'undo-asked')
      .when(cancelled())
      .then()
      .notes('cancel-asked')
      .given(HotelCancelled(t))
      .when(FlightCancelled(t))
      .then(TripOff({ ...t, why: 'cancelled hotel' }))
      .when(cancelled())
      .then()
      .stands('rolled-back');
  });

  it('is refused from the moment the pivot is asked', () => {
    toPay().when(cancelled()).then().notes('cancel-refused').stands('running').when(Paid(t)).then(SendTickets(t));
  });
});
