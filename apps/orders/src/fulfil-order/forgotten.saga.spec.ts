import { describe, it } from '@jest/globals';
import { deadline } from '@sagaworks/messaging/testing';
import {
  anOrder,
  cardDeclined,
  paymentAuthorised,
  paymentVoided,
  shipmentDispatched,
  stockReleased,
} from '../testing/an-order.js';
import { asking, undoneBetween } from './conversations.fixture.js';

const reserved = () => asking('authorise-payment');
const authorised = () => asking('book-shipment');
const captured = () => asking('dispatch-shipment');
const { cardToken: _, ...withoutCard } = anOrder;
const { shipTo: __, ...ended } = withoutCard;
const { email: ___, ...endedForNothing } = ended;
const reservationId = '6f1ed002-ab59-5a0c-9d2a-0b6f3e1c0002';

// What is stored of a customer is stored as long as it is needed: a card for its
// authorisation, an address for its parcel.
describe('an order forgets', () => {
  it('the card once its payment is authorised', () => {
    reserved().remembers({ ...anOrder, reservationId });
    authorised().remembers({ ...withoutCard, reservationId, paymentId: 'pay_1' });
  });

  it('the card once it is declined, and the rest of the customer when all is undone', () => {
    reserved()
      .given(cardDeclined)
      .remembers({ ...withoutCard, reservationId })
      .given(...undoneBetween('reserve-stock', 'authorise-payment'), stockReleased)
      .remembers({ ...endedForNothing, reservationId });
  });

  it('the address once the parcel is on its way; a return still knows whom to tell', () => {
    const { email, ...rest } = ended;
    captured()
      .given(shipmentDispatched)
      .remembers({ ...rest, reservationId, paymentId: 'pay_1', shipmentId: 'par_1', trackingNumber: 'TRACK-1', email });
  });

  it('a card that was never answered for, when all is undone; a late answer brings nothing back', () => {
    reserved()
      .given(
        deadline('authorise-payment'),
        paymentVoided,
        ...undoneBetween('reserve-stock', 'authorise-payment'),
        stockReleased,
      )
      .remembers({ ...endedForNothing, reservationId })
      .given(paymentAuthorised, paymentVoided)
      .remembers({ ...endedForNothing, reservationId });
  });
});
