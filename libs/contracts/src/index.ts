export { contracts } from './all.js';
export { services, type ServiceName } from './services.js';
export { sayMoney } from './say-money.js';
export { jsonSchemaOf } from './json-schema.js';
export {
  address,
  cardToken,
  customerId,
  email,
  money,
  orderId,
  orderLines,
  sku,
  type Address,
  type Money,
  type StockLine,
} from './fields.js';
export {
  CancelOrder,
  OrderCancelled,
  OrderFulfilled,
  OrderNeedsAttention,
  OrderReturned,
  PlaceOrder,
  ReturnOrder,
  ReturnRejected,
  type CancellationReason,
  type RejectionReason,
} from './orders.js';
export {
  ReleaseStock,
  ReserveStock,
  RestockOrder,
  StockRefused,
  StockReleased,
  StockReserved,
  StockRestocked,
} from './inventory.js';
export {
  AuthorisePayment,
  CapturePayment,
  CaptureRefused,
  PaymentAuthorised,
  PaymentCaptured,
  PaymentDeclined,
  PaymentRefunded,
  PaymentVoided,
  RefundPayment,
  RefundRefused,
  VoidPayment,
  VoidRefused,
} from './payments.js';
export {
  AuthoriseReturn,
  AwaitParcel,
  BookShipment,
  CancellationRefused,
  CancelReturn,
  CancelShipment,
  DispatchShipment,
  ParcelAwaited,
  ParcelReceived,
  ReceiveParcel,
  ReturnAuthorised,
  ReturnCancelled,
  ReturnRefused,
  ReturnStands,
  ShipmentBooked,
  ShipmentCancelled,
  ShipmentDispatched,
  ShipmentRefused,
} from './shipping.js';
