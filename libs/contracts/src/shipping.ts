import { command, event } from '@sagaworks/messaging/contract';
import { z } from 'zod';
import { address, orderId, reason, stockLines } from './fields.js';

const shipmentId = z.string().min(1).max(100);
const trackingNumber = z.string().min(1).max(100);

/** Asks for a carrier to be booked for the order's parcel. Owner: shipping. */
export const BookShipment = command('shipping.book-shipment', {
  version: 1, key: 'orderId', data: z.strictObject({ orderId, shipTo: address, lines: stockLines }),
});

/** A carrier will take the parcel once it is dispatched. Owner: shipping. */
export const ShipmentBooked = event('shipping.shipment-booked', {
  version: 1, key: 'orderId', data: z.strictObject({ orderId, shipmentId, trackingNumber }),
});

/** No carrier is booked for the order. Owner: shipping. */
export const ShipmentRefused = event('shipping.shipment-refused', {
  version: 1, key: 'orderId', data: z.strictObject({ orderId, reason: reason('no-carrier', 'deadline-missed', 'withdrawn') }),
});

/** Asks for the booking to be cancelled; one that comes before its BookShipment makes that one be refused. Owner: shipping. */
export const CancelShipment = command('shipping.cancel-shipment', {
  version: 1, key: 'orderId', data: z.strictObject({ orderId }),
});

/** No carrier is booked for the order, and none will be. Owner: shipping. */
export const ShipmentCancelled = event('shipping.shipment-cancelled', {
  version: 1, key: 'orderId', data: z.strictObject({ orderId }),
});

/** The booking cannot be cancelled: the parcel is on its way, or the carrier refuses. Owner: shipping. */
export const CancellationRefused = event('shipping.cancellation-refused', {
  version: 1, key: 'orderId', data: z.strictObject({ orderId, reason: reason('already-dispatched', 'refused') }),
});

/** Asks for the booked parcel to be handed to the carrier. Owner: shipping. */
export const DispatchShipment = command('shipping.dispatch-shipment', {
  version: 1, key: 'orderId', data: z.strictObject({ orderId, shipmentId }),
});

/** The carrier has the parcel. Owner: shipping. */
export const ShipmentDispatched = event('shipping.shipment-dispatched', {
  version: 1, key: 'orderId', data: z.strictObject({ orderId, shipmentId, trackingNumber }),
});
