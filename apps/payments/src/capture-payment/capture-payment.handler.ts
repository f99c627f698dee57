import { Injectable } from '@nestjs/common';
import { CapturePayment, CaptureRefused } from '@sagaworks/contracts';
import {
  call,
  Handles,
  type Answer,
  type Context,
  type DataOf,
  type Decision,
  type Handler,
  bySaga,
  ofSaga,
  sagaIdOf,
} from '@sagaworks/messaging';
import { cards, type Capture } from '../card-processor/operations.js';
import { authorisationKey, captureAnswer, captureKey, type Payment, type Payments } from '../payment.js';
import { PaymentStore } from '../payment.store.js';

type Request = DataOf<typeof CapturePayment>;

/** Has the held amount taken: the point of no return. */
@Injectable()
@Handles(CapturePayment)
export class CapturePaymentHandler implements Handler<typeof CapturePayment, Payments> {
  constructor(readonly store: PaymentStore) {}

  readonly needs = bySaga;

  decide({ orderId }: Request, payments: Payments, { message }: Context<Request>): Decision {
    const sagaId = sagaIdOf(message);
    const payment = ofSaga(payments, message, 'orderId');
    if (payment === undefined)
      return CaptureRefused({ orderId, reason: { code: 'capture-refused', text: 'Nothing is held for this order.' } });
    if (payment.capture !== 'none') return captureAnswer(payment);
    if (payment.authorisation !== 'authorised' || payment.voiding !== 'none')
      return captureAnswer(payments.put({ ...payment, capture: 'capture-refused' }));
    payments.put({ ...payment, capture: 'asked' });
    return call(
      cards.capture,
      captureKey(sagaId),
      { authorisationKey: authorisationKey(sagaId) },
      { regardless: true },
    );
  }

  /** Without an answer it says nothing: the saga asks again until it knows. */
  answered(answer: Answer, payments: Payments, { message }: Context<Request>): Decision {
    const payment = payments.find(sagaIdOf(message))!;
    if (payment.capture !== 'asked') return;
    return captureAnswer(payments.put({ ...payment, capture: captureOf(answer) }));
  }
}

function captureOf(answer: Answer): Payment['capture'] {
  if (answer.kind !== 'answered') return 'none';
  return (answer.value as Capture) === 'captured' ? 'captured' : 'capture-refused';
}
