import { describe, expect, it } from '@jest/globals';
import { ReturnRefused } from '@sagaworks/contracts';
import { Loaded } from '@sagaworks/messaging';
import { contextOf } from '@sagaworks/messaging/testing';
import { AuthoriseReturnHandler } from './authorise-return/authorise-return.handler.js';
import { AwaitParcelHandler } from './await-parcel/await-parcel.handler.js';
import { BookShipmentHandler } from './book-shipment/book-shipment.handler.js';
import { CancelReturnHandler } from './cancel-return/cancel-return.handler.js';
import { CancelShipmentHandler } from './cancel-shipment/cancel-shipment.handler.js';
import { DispatchShipmentHandler } from './dispatch-shipment/dispatch-shipment.handler.js';
import { Returns, type Return } from './return.js';
import { ReturnStore } from './return.store.js';
import { opened } from './shipment.js';
import { shipments as table, ShipmentStore } from './shipment.store.js';

const [orderId, another] = ['0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90', '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f9f'];
const asks = <D extends object>(data: D, sagaId = 'saga-1') => contextOf(data, { correlationId: sagaId });
const known: Return = { sagaId: 'return-1', orderId, status: 'authorised' };
const returns = () => new Returns([known], new Map([['saga-1', orderId]]));

// Whoever can write to shipping.commands can name any saga: what it was asked first says which order it is about.
describe('a command that names the saga of another order is not obeyed', () => {
  const [store, returnStore] = [new ShipmentStore(), new ReturnStore()];
  const shipments = () => new Loaded(table.keyOf, [opened('saga-1', orderId, 'booked')]);
  const about = { orderId: another };
  const shipTo = { name: 'Eve', street: 'Street 1', city: 'Town', postcode: '12345', country: 'DE' };
  const toBook = { ...about, shipTo, lines: [] };
  const toDispatch = { ...about, shipmentId: 'par_1' };
  const toReturn = { ...about, customerId: 'eve', fulfilmentId: 'saga-1' };

  it.each([
    ['book', () => new BookShipmentHandler(store).decide(toBook, shipments(), asks(toBook))],
    ['cancel', () => new CancelShipmentHandler(store).decide(about, shipments(), asks(about))],
    ['dispatch', () => new DispatchShipmentHandler(store).decide(toDispatch, shipments(), asks(toDispatch))],
    [
      'authorise a return',
      () => new AuthoriseReturnHandler(returnStore).decide(toReturn, returns(), asks(toReturn, 'return-1')),
    ],
    ['await a parcel', () => new AwaitParcelHandler(returnStore).decide(about, returns(), asks(about, 'return-1'))],
    ['cancel a return', () => new CancelReturnHandler(returnStore).decide(about, returns(), asks(about, 'return-1'))],
  ])('%s', (_what, decide) => {
    expect(decide).toThrow(/has orderId 0190f3a2.*8f9f, and what saga .* was asked first has .*8f90/);
  });

  it('and an order that was never sent out is not returned in the name of one that was', () => {
    expect(new AuthoriseReturnHandler(returnStore).decide(toReturn, returns(), asks(toReturn, 'return-2'))).toEqual(
      ReturnRefused({ ...about, reason: { code: 'not-dispatched', text: 'The order was never sent out.' } }),
    );
  });
});
