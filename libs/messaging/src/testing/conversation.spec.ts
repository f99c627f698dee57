import { describe, expect, it } from '@jest/globals';
import { asked, conversation, deadline } from './index.js';
import { BookFlight, BookHotel, FlightBooked, HotelBooked, Pay, tripSaga } from './trip-saga.js';

const rome = { trip: 'rome' };
const flightBooked = FlightBooked({ ...rome, seat: '7A' });

describe('a conversation that goes another way than expected', () => {
  it('shows what was expected, what went out, and what was said before', () => {
    const another = () =>
      conversation(tripSaga, rome).given(flightBooked).when(HotelBooked(rome)).then(BookHotel(rome));
    expect(another).toThrow(
      [
        'these go out (- as expected, + as it is):',
        '  - inn.book-hotel {"trip":"rome"}',
        '  + bank.pay {"trip":"rome"}',
        'after:',
      ].join('\n'),
    );
  });

  it('notices a message too many and one too few', () => {
    expect(() => conversation(tripSaga, rome).when(flightBooked).then()).toThrow('  + inn.book-hotel');
    expect(() => conversation(tripSaga, rome).when(deadline('hotel')).then(BookHotel(rome))).toThrow(
      '  - inn.book-hotel',
    );
  });

  it('compares the tags that are asked for', () => {
    expect(() => conversation(tripSaga, rome).opensWith(asked(BookFlight(rome), { ask: 2 }))).toThrow(
      '  - air.book-flight {"trip":"rome"} ask 2\n  + air.book-flight {"trip":"rome"} ask 1',
    );
  });

  it('notices where the saga stands and what it notes', () => {
    const toPay = () => conversation(tripSaga, rome).given(flightBooked).when(HotelBooked(rome)).then(Pay(rome));
    expect(() => toPay().stands('completed')).toThrow('  - completed\n  + running');
    expect(() => toPay().notes('answered')).toThrow('  + asked');
  });
});
