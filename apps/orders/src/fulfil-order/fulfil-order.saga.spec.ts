import { describe, it } from '@jest/globals';
import {
  AuthorisePayment,
  BookShipment,
  CancelShipment,
  CapturePayment,
  DispatchShipment,
  OrderCancelled,
  OrderFulfilled,
  OrderNeedsAttention,
  ReleaseStock,
  ReserveStock,
  VoidPayment,
  type CancellationReason,
} from '@sagaworks/contracts';
import { asked, askedAgain, cancelled, conversation, deadline, operator } from '@sagaworks/messaging/testing';
import {
  anOrder,
  cancellationRefused,
  captureRefused,
  cardDeclined,
  insufficientFunds,
  noCarrier,
  orderId,
  paymentAuthorised,
  paymentCaptured,
  paymentVoided,
  shipmentBooked,
  shipmentCancelled,
  shipmentDispatched,
  stockRefused,
  stockReleased,
  stockReserved,
  voidRefused,
} from './an-order.js';
import { fulfilOrder } from './fulfil-order.saga.js';

const placed = () => conversation(fulfilOrder, anOrder);
const reserved = () => placed().given(stockReserved);
const authorised = () => reserved().given(paymentAuthorised);
const booked = () => authorised().given(shipmentBooked);
const captured = () => booked().given(paymentCaptured);

const customer = { orderId, customerId: 'ada', email: 'ada@example.org' };
const lines = [{ sku: 'MUG', quantity: 2 }];
const releaseStock = ReleaseStock({ orderId });
const voidPayment = VoidPayment({ orderId });
const cancelShipment = CancelShipment({ orderId });
const capturePayment = CapturePayment({ orderId, paymentId: 'pay_1' });
const dispatchShipment = DispatchShipment({ orderId, shipmentId: 'par_1' });
const orderCancelled = (
  code: CancellationReason['code'],
  text = `said: ${code}`,
  undone: 'confirmed' | 'by-hand' = 'confirmed',
) => OrderCancelled({ ...customer, reason: { code, text }, undone });
const needsAttention = (step: string, text: string) => OrderNeedsAttention({ ...customer, step, text });

describe('an order that goes well', () => {
  it('has its stock held, its payment authorised, its parcel booked, then its money taken and its parcel sent', () => {
    placed()
      .opensWith(ReserveStock({ orderId, lines }))
      .when(stockReserved)
      .then(AuthorisePayment({ orderId, customerId: 'ada', amount: anOrder.total, cardToken: 'tok_visa' }))
      .when(paymentAuthorised)
      .then(BookShipment({ orderId, shipTo: anOrder.shipTo, lines }))
      .when(shipmentBooked)
      .then(capturePayment)
      .when(paymentCaptured)
      .then(dispatchShipment)
      .when(shipmentDispatched)
      .then(OrderFulfilled({ ...customer, shipmentId: 'par_1', trackingNumber: 'TRACK-1' }))
      .stands('completed');
  });

  it('gives each participant the time that it has', () => {
    placed().opensWith(
      asked(ReserveStock({ orderId, lines }), {
        step: 'reserve-stock',
        ask: 1,
        deadline: new Date('2030-01-01T12:00:30Z'),
      }),
    );
    authorised()
      .when(shipmentBooked)
      .then(asked(capturePayment, { step: 'capture-payment', ask: 1, deadline: undefined }));
  });

  it('is not moved by hearing anything twice', () => {
    captured()
      .when(stockReserved)
      .then()
      .notes('ignored')
      .when(paymentCaptured)
      .then()
      .notes('ignored')
      .when(captureRefused)
      .then()
      .notes('ignored')
      .given(shipmentDispatched)
      .when(shipmentDispatched)
      .then()
      .stands('completed');
  });
});

describe('a refused order', () => {
  it('without stock leaves nothing to undo', () => {
    placed().when(stockRefused).then(orderCancelled('stock-refused')).stands('rolled-back');
  });

  it.each([
    ['card-declined', cardDeclined],
    ['insufficient-funds', insufficientFunds],
  ] as const)('for %s gives the stock back', (code, refusal) => {
    reserved().when(refusal).then(releaseStock).when(stockReleased).then(orderCancelled(code));
  });

  it('for want of a carrier gives money and stock back, one after the other', () => {
    authorised()
      .when(noCarrier)
      .then(voidPayment)
      .when(stockReleased)
      .then()
      .when(paymentVoided)
      .then(releaseStock)
      .when(stockReleased)
      .then(orderCancelled('no-carrier'));
  });

  it('at capture gives everything back', () => {
    booked()
      .when(captureRefused)
      .then(cancelShipment)
      .when(shipmentCancelled)
      .then(voidPayment)
      .when(paymentVoided)
      .then(releaseStock)
      .when(stockReleased)
      .then(orderCancelled('capture-refused'))
      .stands('rolled-back');
  });
});

describe('a silent step', () => {
  const missed = (step: string) => orderCancelled('deadline-missed', `${step} got no answer in time`);

  it('of stock is undone, since the stock may be held', () => {
    placed().when(deadline('reserve-stock')).then(releaseStock).when(stockReleased).then(missed('reserve-stock'));
  });

  it('of payment is undone before the stock', () => {
    reserved()
      .when(deadline('authorise-payment'))
      .then(voidPayment)
      .when(paymentVoided)
      .then(releaseStock)
      .when(stockReleased)
      .then(missed('authorise-payment'));
  });

  it('of shipping is undone before payment and stock', () => {
    authorised()
      .when(deadline('book-shipment'))
      .then(cancelShipment)
      .when(shipmentCancelled)
      .then(voidPayment)
      .when(paymentVoided)
      .then(releaseStock)
      .when(stockReleased)
      .then(missed('book-shipment'));
  });

  it('that says yes while it is undone changes nothing', () => {
    reserved()
      .given(deadline('authorise-payment'))
      .when(paymentAuthorised)
      .then()
      .notes('ignored')
      .when(paymentVoided)
      .then(releaseStock);
  });

  it('that says yes after all is undone is undone again, and the customer told once', () => {
    reserved()
      .given(deadline('authorise-payment'), paymentVoided, stockReleased)
      .stands('rolled-back')
      .when(paymentAuthorised)
      .then(asked(voidPayment, { ask: 2 }))
      .stands('compensating')
      .when(paymentVoided)
      .then()
      .stands('rolled-back');
  });

  it('that answers in time is not held to its deadline', () => {
    reserved().when(deadline('reserve-stock')).then().notes();
  });
});

describe('a customer who cancels', () => {
  const byCustomer = orderCancelled('customer-cancelled', 'the customer cancelled the order');

  it.each([
    ['while stock is asked', placed, [releaseStock]],
    ['while payment is asked', reserved, [voidPayment]],
    ['while shipping is asked', authorised, [cancelShipment]],
  ] as const)('%s has what may have happened undone at once', (_, at, undo) => {
    at()
      .when(cancelled())
      .then(...undo)
      .notes('cancel-asked', 'undo-asked')
      .stands('compensating');
  });

  it('hears of it when everything is undone', () => {
    reserved()
      .given(cancelled(), paymentVoided)
      .when(stockReleased)
      .then(byCustomer)
      .when(cancelled())
      .then()
      .notes('cancel-asked')
      .stands('rolled-back');
  });

  it('while it is rolled back already keeps the first reason', () => {
    reserved().given(cardDeclined).when(cancelled()).then().when(stockReleased).then(orderCancelled('card-declined'));
  });

  it('is too late once the money is asked for, and the order goes on', () => {
    booked().when(cancelled()).then().notes('cancel-refused').when(paymentCaptured).then(dispatchShipment);
    captured().when(cancelled()).then().notes('cancel-refused');
    captured().given(shipmentDispatched).when(cancelled()).then().notes('cancel-refused').stands('completed');
  });
});

describe('a shop that takes an order back', () => {
  it('has all undone, and the customer is told that it was the shop', () => {
    reserved()
      .when(operator({ act: 'compensate' }))
      .then(voidPayment)
      .when(paymentVoided)
      .then(releaseStock)
      .when(stockReleased)
      .then(orderCancelled('shop-cancelled', 'the shop cancelled the order'));
  });

  it('for the customer says that it was the customer', () => {
    placed()
      .given(operator({ act: 'cancel' }))
      .when(stockReleased)
      .then(orderCancelled('customer-cancelled', 'the customer cancelled the order'));
  });
});

describe('an undo', () => {
  it.each([
    ['of payment', () => authorised().given(noCarrier), voidRefused, 'authorise-payment'],
    ['of shipping', () => booked().given(captureRefused), cancellationRefused, 'book-shipment'],
  ] as const)('%s that is refused needs attention, and nothing more is undone', (_, undoing, refusal, step) => {
    undoing()
      .when(refusal)
      .then(needsAttention(step, `undoing ${step} was refused`))
      .stands('needs-operator')
      .when(stockReleased)
      .then()
      .when(cancelled())
      .then()
      .stands('needs-operator');
  });

  it('that is refused is ended by the word of a person: the order is cancelled for what it was taken back for', () => {
    authorised()
      .given(noCarrier, voidRefused)
      .when(operator({ act: 'resolve', outcome: 'completed' }))
      .then()
      .notes('ignored')
      .stands('needs-operator')
      .when(operator({ act: 'resolve', outcome: 'rolled-back' }))
      .then(orderCancelled('no-carrier', undefined, 'by-hand'))
      .stands('resolved');
  });

  it('that stays silent is asked eight times, then needs attention, and goes on when it is confirmed after all', () => {
    const silence = Array.from({ length: 7 }, () => deadline('reserve-stock'));
    placed()
      .given(deadline('reserve-stock'), ...silence)
      .when(deadline('reserve-stock'))
      .then(needsAttention('reserve-stock', 'undoing reserve-stock was asked 8 times without an answer'))
      .when(askedAgain('reserve-stock'))
      .then(asked(releaseStock, { ask: 9 }))
      .when(asked(stockReleased, { step: 'reserve-stock', ask: 3 }))
      .then(orderCancelled('deadline-missed', 'reserve-stock got no answer in time'));
  });
});

describe('after the point of no return', () => {
  it('a silent capture is asked again under the same step until it answers', () => {
    booked()
      .when(deadline('capture-payment'))
      .then(asked(capturePayment, { step: 'capture-payment', ask: 2 }))
      .when(deadline('capture-payment'))
      .then(asked(capturePayment, { ask: 3 }))
      .when(asked(paymentCaptured, { step: 'capture-payment', ask: 1 }))
      .then(dispatchShipment)
      .when(asked(paymentCaptured, { step: 'capture-payment', ask: 3 }))
      .then()
      .notes('ignored');
  });

  it('a capture refused after silence still rolls back', () => {
    booked().given(deadline('capture-payment')).when(captureRefused).then(cancelShipment);
  });

  it('the parcel is asked for again until it is on its way', () => {
    captured()
      .when(deadline('dispatch-shipment'))
      .then(asked(dispatchShipment, { ask: 2 }))
      .when(shipmentDispatched)
      .then(OrderFulfilled({ ...customer, shipmentId: 'par_1', trackingNumber: 'TRACK-1' }));
  });

  it('a capture or dispatch that never answers needs attention', () => {
    const silence = (step: string) => Array.from({ length: 7 }, () => deadline(step));
    booked()
      .given(...silence('capture-payment'))
      .when(deadline('capture-payment'))
      .then(needsAttention('capture-payment', 'capture-payment was asked 8 times without an answer'))
      .when(paymentCaptured)
      .then(dispatchShipment)
      .stands('running');
    captured()
      .given(...silence('dispatch-shipment'))
      .when(deadline('dispatch-shipment'))
      .then(needsAttention('dispatch-shipment', 'dispatch-shipment was asked 8 times without an answer'));
  });

  it('what never answers is ended by the word of a person, who knows what came of it', () => {
    const stuck = () =>
      captured()
        .given(...Array.from({ length: 8 }, () => deadline('dispatch-shipment')))
        .stands('needs-operator');
    stuck()
      .when(operator({ act: 'resolve', outcome: 'completed' }))
      .then(OrderFulfilled({ ...customer, shipmentId: 'par_1', trackingNumber: 'TRACK-1' }))
      .stands('resolved');
    stuck()
      .when(operator({ act: 'resolve', outcome: 'rolled-back' }))
      .then(orderCancelled('shop-cancelled', 'the shop cancelled the order', 'by-hand'))
      .stands('resolved');
  });
});
