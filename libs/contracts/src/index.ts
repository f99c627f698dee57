export { contracts } from './all.js';
export { jsonSchemaOf } from './json-schema.js';
export { address, cardToken, customerId, email, money, orderId, orderLines, sku, type Address, type Money, type StockLine } from './fields.js';
export { CancelOrder, OrderCancelled, OrderFulfilled, OrderNeedsAttention, PlaceOrder, type CancellationReason } from './orders.js';
export { ReleaseStock, ReserveStock, StockRefused, StockReleased, StockReserved } from './inventory.js';
export {
  AuthorisePayment, CapturePayment, CaptureRefused, PaymentAuthorised, PaymentCaptured, PaymentDeclined, PaymentVoided, VoidPayment, VoidRefused,
} from './payments.js';
export {
  BookShipment, CancellationRefused, CancelShipment, DispatchShipment, ShipmentBooked, ShipmentCancelled, ShipmentDispatched, ShipmentRefused,
} from './shipping.js';
