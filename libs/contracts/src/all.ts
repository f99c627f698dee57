import type { AnyContract } from '@sagaworks/messaging/contract';
import { ReleaseStock, ReserveStock, RestockOrder, StockRefused, StockReleased, StockReserved, StockRestocked } from './inventory.js';
import { CancelOrder, OrderCancelled, OrderFulfilled, OrderNeedsAttention, OrderReturned, PlaceOrder, ReturnOrder, ReturnRejected } from './orders.js';
import {
  AuthorisePayment, CapturePayment, CaptureRefused, PaymentAuthorised, PaymentCaptured, PaymentDeclined, PaymentRefunded, PaymentVoided,
  RefundPayment, RefundRefused, VoidPayment, VoidRefused,
} from './payments.js';
import {
  AuthoriseReturn, AwaitParcel, BookShipment, CancellationRefused, CancelReturn, CancelShipment, DispatchShipment, ParcelAwaited, ParcelReceived, ReceiveParcel,
  ReturnAuthorised, ReturnCancelled, ReturnRefused, ReturnStands, ShipmentBooked, ShipmentCancelled, ShipmentDispatched, ShipmentRefused,
} from './shipping.js';

/** Every message on the wire, by the name of its constant. */
export const contracts = {
  PlaceOrder, CancelOrder, OrderFulfilled, OrderCancelled, OrderNeedsAttention, ReturnOrder, OrderReturned, ReturnRejected,
  ReserveStock, StockReserved, StockRefused, ReleaseStock, StockReleased, RestockOrder, StockRestocked,
  AuthorisePayment, PaymentAuthorised, PaymentDeclined, VoidPayment, PaymentVoided, VoidRefused, CapturePayment, PaymentCaptured, CaptureRefused,
  RefundPayment, PaymentRefunded, RefundRefused,
  BookShipment, ShipmentBooked, ShipmentRefused, CancelShipment, ShipmentCancelled, CancellationRefused, DispatchShipment, ShipmentDispatched,
  AuthoriseReturn, ReturnAuthorised, ReturnRefused, AwaitParcel, ParcelAwaited, ReceiveParcel, ParcelReceived, CancelReturn, ReturnCancelled, ReturnStands,
} as const satisfies Readonly<Record<string, AnyContract>>;
