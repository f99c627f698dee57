import { describe, it } from '@jest/globals';
import {
  AuthoriseReturn,
  AwaitParcel,
  CancelReturn,
  OrderReturned,
  ParcelReceived,
  PaymentRefunded,
  RefundPayment,
  RefundRefused,
  RestockOrder,
  ReturnAuthorised,
  ReturnCancelled,
  ReturnRefused,
  ReturnRejected,
  ReturnStands,
  StockRestocked,
  type RejectionReason,
} from '@sagaworks/contracts';
import { asked, cancelled, conversation, deadline, operator } from '@sagaworks/messaging/testing';
import { returnOrder } from './return-order.saga.js';

const orderId = '6f1ed002-ab59-5a0c-9d2a-0b6f3e1c0001';
const fulfilmentId = '6f1ed002-ab59-5a0c-9d2a-0b6f3e1c0009';
const customer = { orderId, customerId: 'ada', email: 'ada@example.org' };
const amount = { amount: 2_400, currency: 'EUR' };
const cancelReturn = CancelReturn({ orderId });
const returnCancelled = (step: string) => asked(ReturnCancelled({ orderId }), { step });
const rejected = (code: RejectionReason['code'], text: string, undone: 'confirmed' | 'by-hand' = 'confirmed') =>
  ReturnRejected({ ...customer, reason: { code, text }, undone });
const refundRefused = RefundRefused({ orderId, reason: { code: 'refund-refused', text: 'no' } });

const begun = () => conversation(returnOrder, { ...customer, fulfilmentId, total: amount });
const awaiting = () => begun().given(ReturnAuthorised({ orderId }));
const received = () => awaiting().given(ParcelReceived({ orderId }));

describe('a return is not ended by a refund', () => {
  it('of another amount than was paid', () => {
    received().doubts(PaymentRefunded({ orderId, amount: { amount: 1, currency: 'XXX' } }), /it tells of 1 XXX/);
  });
});

describe('a return that goes well', () => {
  it('waits for the parcel, then gives the money back, then puts the goods on the shelf, and tells the customer', () => {
    begun()
      .opensWith(AuthoriseReturn({ ...customer, fulfilmentId }))
      .when(ReturnAuthorised({ orderId }))
      .then(AwaitParcel({ orderId }))
      .when(ParcelReceived({ orderId }))
      .then(RefundPayment({ orderId, fulfilmentId }))
      .when(PaymentRefunded({ orderId, amount }))
      .then(RestockOrder({ orderId, fulfilmentId }))
      .when(StockRestocked({ orderId }))
      .then(OrderReturned({ ...customer, refunded: amount }))
      .stands('completed');
  });

  it('reminds the customer after each of two weeks, and asks nothing else again', () => {
    awaiting()
      .when(deadline('receive-parcel'))
      .then(asked(AwaitParcel({ orderId }), { step: 'receive-parcel', ask: 2, deadline: undefined }))
      .when(deadline('receive-parcel'))
      .then(asked(AwaitParcel({ orderId }), { ask: 3 }))
      .when(ParcelReceived({ orderId }))
      .then(RefundPayment({ orderId, fulfilmentId }));
  });

  it('asks for refund and restocking again until they are done', () => {
    received()
      .when(deadline('refund-payment'))
      .then(asked(RefundPayment({ orderId, fulfilmentId }), { ask: 2 }))
      .when(PaymentRefunded({ orderId, amount }))
      .then(RestockOrder({ orderId, fulfilmentId }))
      .when(deadline('restock-order'))
      .then(asked(RestockOrder({ orderId, fulfilmentId }), { ask: 2 }));
  });
});

describe('a return that comes to nothing', () => {
  it('because the order was never sent out', () => {
    begun()
      .when(ReturnRefused({ orderId, reason: { code: 'not-dispatched', text: 'never' } }))
      .then(rejected('not-returnable', 'never'))
      .stands('rolled-back');
  });

  it('because the parcel does not come is called off, and the customer told', () => {
    awaiting()
      .given(deadline('receive-parcel'), deadline('receive-parcel'))
      .when(deadline('receive-parcel'))
      .then(cancelReturn)
      .when(returnCancelled('receive-parcel'))
      .then(cancelReturn)
      .when(returnCancelled('authorise-return'))
      .then(rejected('parcel-not-received', 'the parcel did not come back in time'));
  });

  it('because it is called off says so', () => {
    awaiting()
      .given(cancelled(), returnCancelled('receive-parcel'))
      .when(returnCancelled('authorise-return'))
      .then(rejected('called-off', 'the return was called off'));
  });
});

describe('a return that people must look at', () => {
  it('has the parcel, and its money refused', () => {
    received()
      .when(refundRefused)
      .then(cancelReturn)
      .when(
        asked(ReturnStands({ orderId, reason: { code: 'parcel-received', text: 'it is back' } }), {
          step: 'receive-parcel',
        }),
      )
      .then()
      .stands('needs-operator')
      .when(operator({ act: 'resolve', outcome: 'rolled-back' }))
      .then(rejected('refund-refused', 'no', 'by-hand'))
      .stands('resolved');
  });

  it('is called off while the parcel comes', () => {
    awaiting()
      .given(cancelled())
      .when(ParcelReceived({ orderId }))
      .then()
      .notes('ignored')
      .when(
        asked(ReturnStands({ orderId, reason: { code: 'parcel-received', text: 'it is back' } }), {
          step: 'receive-parcel',
        }),
      )
      .then()
      .stands('needs-operator');
  });
});
