import { describe, expect, it } from '@jest/globals';
import {
  CancellationRefused,
  ShipmentBooked,
  ShipmentCancelled,
  ShipmentDispatched,
  ShipmentRefused,
} from '@sagaworks/contracts';
import { Loaded, type AnyContract, type Answer } from '@sagaworks/messaging';
import { contextOf } from '@sagaworks/messaging/testing';
import { BookShipmentHandler } from './book-shipment/book-shipment.handler.js';
import { CancelShipmentHandler } from './cancel-shipment/cancel-shipment.handler.js';
import { carrier } from './carrier/operations.js';
import { DispatchShipmentHandler } from './dispatch-shipment/dispatch-shipment.handler.js';
import { shipments as table, ShipmentStore } from './shipment.store.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const parcel = { shipmentId: 'pa_1', trackingNumber: 'SW1' };
const request = {
  orderId,
  shipTo: { name: 'Ada', street: 'Main St 1', city: 'Berlin', postcode: '10115', country: 'DE' },
  lines: [{ sku: 'MUG', quantity: 1 }],
};
const toDispatch = { orderId, shipmentId: 'pa_1' };
const ofSaga = { correlationId: 'saga-1' };
const store = new ShipmentStore();

const answered = (operation: { name: string }, value: unknown): Answer => ({
  kind: 'answered',
  operation: operation.name,
  key: 'k',
  value,
});
const gaveUp = (operation: { name: string }, called = true): Answer => ({
  kind: 'gave-up',
  called,
  operation: operation.name,
  key: 'k',
  reason: 'out of time',
});
const message = (contract: AnyContract, code: string) =>
  expect.objectContaining({ contract, data: expect.objectContaining({ reason: expect.objectContaining({ code }) }) });
const asks = (operation: { name: string }, key: string) => expect.objectContaining({ out: 'call', operation, key });

/** The shipment of one saga: what it is asked and answered, and what it says. */
function shipment() {
  const shipments = new Loaded(table.keyOf);
  const book = new BookShipmentHandler(store);
  const dispatch = new DispatchShipmentHandler(store);
  const cancel = new CancelShipmentHandler(store);
  return {
    book: (deadline?: Date) =>
      book.decide(request, shipments, contextOf(request, { ...ofSaga, ...(deadline && { deadline }) })),
    bookAnswered: (answer: Answer) => book.answered(answer, shipments, contextOf(request, ofSaga)),
    dispatch: () => dispatch.decide(toDispatch, shipments, contextOf(toDispatch, ofSaga)),
    dispatchAnswered: (answer: Answer) => dispatch.answered(answer, shipments, contextOf(toDispatch, ofSaga)),
    cancel: () => cancel.decide({ orderId }, shipments, contextOf({ orderId }, ofSaga)),
    cancelAnswered: (answer: Answer) => cancel.answered(answer, shipments, contextOf({ orderId }, ofSaga)),
  };
}
function booked() {
  const it = shipment();
  it.book();
  it.bookAnswered(answered(carrier.book, parcel));
  return it;
}

describe('asked to book', () => {
  it('asks the carrier under the key of the action, and says what it answers', () => {
    const { book, bookAnswered } = shipment();
    expect(book()).toEqual(asks(carrier.book, 'saga-1/book-shipment/do'));
    expect(book()).toBeUndefined();
    expect(bookAnswered(answered(carrier.book, parcel))).toEqual(ShipmentBooked({ orderId, ...parcel }));
    expect(book()).toEqual(ShipmentBooked({ orderId, ...parcel }));
  });

  it('says that no carrier delivers there', () => {
    const { book, bookAnswered } = shipment();
    book();
    expect(bookAnswered(answered(carrier.book, { refused: 'no-carrier' }))).toEqual(
      message(ShipmentRefused, 'no-carrier'),
    );
  });

  it('asks nobody once the deadline is past', () => {
    expect(shipment().book(new Date('2030-01-01T11:59:59Z'))).toEqual(message(ShipmentRefused, 'deadline-missed'));
  });

  it('without an answer in time, says no only after the booking that may exist is cancelled', () => {
    const { book, bookAnswered } = shipment();
    book();
    expect(bookAnswered(gaveUp(carrier.book))).toEqual(
      expect.objectContaining({
        key: 'saga-1/book-shipment/undo',
        request: { bookingKey: 'saga-1/book-shipment/do' },
        undoes: 'saga-1/book-shipment/do',
      }),
    );
    expect(bookAnswered(answered(carrier.cancel, 'cancelled'))).toEqual(message(ShipmentRefused, 'deadline-missed'));
  });
});

describe('of a booking that is known never to have begun', () => {
  it('says no at once: there is nothing to cancel', () => {
    const { book, bookAnswered, cancel } = shipment();
    book();
    expect(bookAnswered(gaveUp(carrier.book, false))).toEqual(message(ShipmentRefused, 'deadline-missed'));
    expect(cancel()).toEqual(ShipmentCancelled({ orderId }));
  });

  it('confirms the cancellation that was asked meanwhile', () => {
    const { book, bookAnswered, cancel, cancelAnswered } = shipment();
    book();
    cancel();
    expect(bookAnswered(gaveUp(carrier.book, false))).toBeUndefined();
    expect(cancelAnswered(gaveUp(carrier.cancel, false))).toEqual(ShipmentCancelled({ orderId }));
  });
});

describe('asked to cancel', () => {
  it('cancels the booking under the key of the action', () => {
    const { cancel, cancelAnswered } = booked();
    expect(cancel()).toEqual(
      expect.objectContaining({ operation: carrier.cancel, request: { bookingKey: 'saga-1/book-shipment/do' } }),
    );
    expect(cancelAnswered(answered(carrier.cancel, 'cancelled'))).toEqual(ShipmentCancelled({ orderId }));
    expect(cancel()).toEqual(ShipmentCancelled({ orderId }));
  });

  it('before the booking, leaves a refusal for it to find', () => {
    const { book, cancel } = shipment();
    expect(cancel()).toEqual(ShipmentCancelled({ orderId }));
    expect(book()).toEqual(message(ShipmentRefused, 'withdrawn'));
  });

  it('while the carrier is still being asked, cancels what may be found done, and says no yes', () => {
    const { book, bookAnswered, cancel, cancelAnswered } = shipment();
    book();
    expect(cancel()).toEqual(asks(carrier.cancel, 'saga-1/book-shipment/undo'));
    expect(bookAnswered(answered(carrier.book, parcel))).toBeUndefined();
    expect(cancelAnswered(answered(carrier.cancel, 'cancelled'))).toEqual(ShipmentCancelled({ orderId }));
  });

  it('refuses for a parcel that is on its way', () => {
    const { dispatch, dispatchAnswered, cancel } = booked();
    dispatch();
    dispatchAnswered(answered(carrier.dispatch, { dispatched: true }));
    expect(cancel()).toEqual(message(CancellationRefused, 'already-dispatched'));
  });

  it('is silent without an answer, and asks the carrier again when asked again', () => {
    const { cancel, cancelAnswered } = booked();
    cancel();
    expect(cancelAnswered(gaveUp(carrier.cancel))).toBeUndefined();
    expect(cancel()).toEqual(asks(carrier.cancel, 'saga-1/book-shipment/undo'));
  });
});

describe('asked to dispatch', () => {
  it('hands the parcel over once, and tells its tracking number', () => {
    const { dispatch, dispatchAnswered } = booked();
    expect(dispatch()).toEqual(asks(carrier.dispatch, 'saga-1/dispatch-shipment/do'));
    expect(dispatch()).toBeUndefined();
    expect(dispatchAnswered(answered(carrier.dispatch, { dispatched: true }))).toEqual(
      ShipmentDispatched({ orderId, ...parcel }),
    );
    expect(dispatch()).toEqual(ShipmentDispatched({ orderId, ...parcel }));
  });

  it('is silent without an answer, and asks the carrier again when asked again', () => {
    const { dispatch, dispatchAnswered } = booked();
    dispatch();
    expect(dispatchAnswered(gaveUp(carrier.dispatch))).toBeUndefined();
    expect(dispatch()).toEqual(asks(carrier.dispatch, 'saga-1/dispatch-shipment/do'));
  });

  it('fails where nothing is booked, and where the carrier refuses, so that people see it', () => {
    expect(shipment().dispatch).toThrow('nothing is booked');
    const { dispatch, dispatchAnswered } = booked();
    dispatch();
    expect(() =>
      dispatchAnswered(answered(carrier.dispatch, { refused: 'cancelled: the parcel is cancelled' })),
    ).toThrow('refuses to dispatch');
  });
});
