import type { AnyContract } from '@sagaworks/messaging/contract';
import { ReleaseStock, ReserveStock, StockRefused, StockReleased, StockReserved } from './inventory.js';
import { CancelOrder, OrderCancelled, OrderFulfilled, OrderNeedsAttention, PlaceOrder } from './orders.js';
import {
  AuthorisePayment, CapturePayment, CaptureRefused, PaymentAuthorised, PaymentCaptured, PaymentDeclined, PaymentVoided, VoidPayment, VoidRefused,
} from './payments.js';
import {
  BookShipment, CancellationRefused, CancelShipment, DispatchShipment, ShipmentBooked, ShipmentCancelled, ShipmentDispatched, ShipmentRefused,
} from './shipping.js';

/** Every message on the wire, by the name of its constant. */
export const contracts = {
  PlaceOrder, CancelOrder, OrderFulfilled, OrderCancelled, OrderNeedsAttention,
  ReserveStock, StockReserved, StockRefused, ReleaseStock, StockReleased,
  AuthorisePayment, PaymentAuthorised, PaymentDeclined, VoidPayment, PaymentVoided, VoidRefused, CapturePayment, PaymentCaptured, CaptureRefused,
  BookShipment, ShipmentBooked, ShipmentRefused, CancelShipment, ShipmentCancelled, CancellationRefused, DispatchShipment, ShipmentDispatched,
} as const satisfies Readonly<Record<string, AnyContract>>;
