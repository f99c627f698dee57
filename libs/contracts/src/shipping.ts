import { command, event } from '@sagaworks/messaging/contract';
import { z } from 'zod';
import { address, customerId, email, orderId, reason, stockLines } from './fields.js';

const shipmentId = z.string().min(1).max(100);
const trackingNumber = z.string().min(1).max(100);

/** Asks for a carrier to be booked for the order's parcel. Owner: shipping. */
export const BookShipment = command('shipping.book-shipment', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, shipTo: address, lines: stockLines }),
});

/** A carrier will take the parcel once it is dispatched. Owner: shipping. */
export const ShipmentBooked = event('shipping.shipment-booked', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, shipmentId, trackingNumber }),
});

/** No carrier is booked for the order. Owner: shipping. */
export const ShipmentRefused = event('shipping.shipment-refused', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, reason: reason('no-carrier', 'deadline-missed', 'withdrawn') }),
});

/**
 * Asks for the booking to be cancelled; one that comes before its BookShipment makes that
 * one be refused. Owner: shipping.
 */
export const CancelShipment = command('shipping.cancel-shipment', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** No carrier is booked for the order, and none will be. Owner: shipping. */
export const ShipmentCancelled = event('shipping.shipment-cancelled', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** The booking cannot be cancelled: the parcel is on its way, or the carrier refuses. Owner: shipping. */
export const CancellationRefused = event('shipping.cancellation-refused', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, reason: reason('already-dispatched', 'refused') }),
});

/** Asks for the booked parcel to be handed to the carrier. Owner: shipping. */
export const DispatchShipment = command('shipping.dispatch-shipment', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, shipmentId }),
});

/** The carrier has the parcel. Owner: shipping. */
export const ShipmentDispatched = event('shipping.shipment-dispatched', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, shipmentId, trackingNumber }),
});

/** Asks for an order's parcel to be taken back; `fulfilmentId` is the saga that sent it out. Owner: shipping. */
export const AuthoriseReturn = command('shipping.authorise-return', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, fulfilmentId: z.uuid(), customerId, email: email.optional() }),
});

/** The customer may send the parcel back. Owner: shipping. */
export const ReturnAuthorised = event('shipping.return-authorised', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** The parcel is not taken back. Owner: shipping. */
export const ReturnRefused = event('shipping.return-refused', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, reason: reason('not-dispatched', 'deadline-missed', 'withdrawn') }),
});

/** Asks for word when the customer's parcel is back; asked again, it reminds the customer. Owner: shipping. */
export const AwaitParcel = command('shipping.await-parcel', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** The parcel is awaited; `reminder` counts from 0. Owner: shipping. */
export const ParcelAwaited = event('shipping.parcel-awaited', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, customerId, email: email.optional(), reminder: z.int().nonnegative() }),
});

/** Says that an order's parcel has come back: the warehouse's word. Owner: shipping. */
export const ReceiveParcel = command('shipping.receive-parcel', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** The parcel is back in the warehouse. Owner: shipping. */
export const ParcelReceived = event('shipping.parcel-received', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/**
 * Asks for the return to be called off; one that comes before its AuthoriseReturn makes that
 * one be refused. Owner: shipping.
 */
export const CancelReturn = command('shipping.cancel-return', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** The parcel is not awaited, and will not be taken back. Owner: shipping. */
export const ReturnCancelled = event('shipping.return-cancelled', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** The return cannot be called off: the parcel is back. Owner: shipping. */
export const ReturnStands = event('shipping.return-stands', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, reason: reason('parcel-received') }),
});
