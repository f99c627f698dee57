import { Injectable } from '@nestjs/common';
import { RefundPayment } from '@sagaworks/contracts';
import {
  call,
  Handles,
  type Answer,
  type Context,
  type DataOf,
  type Decision,
  type Handler,
  insistSame,
  type Message,
  ofSaga,
  sagaIdOf,
} from '@sagaworks/messaging';
import { cards, type Refunding } from '../card-processor/operations.js';
import { authorisationKey, NOTHING } from '../payment.js';
import { refundAnswer, refundKey, type Refund, type Refunds } from '../refund.js';
import { RefundStore, type RefundKey } from '../refund.store.js';

type Request = DataOf<typeof RefundPayment>;

/** Gives the money of a fulfilled order back: never silently, only where a return asks for it by name. */
@Injectable()
@Handles(RefundPayment)
export class RefundPaymentHandler implements Handler<typeof RefundPayment, Refunds, RefundKey> {
  constructor(readonly store: RefundStore) {}

  needs({ fulfilmentId }: Request, message: Message<Request>): RefundKey[] {
    return [{ sagaId: sagaIdOf(message) }, { fulfilmentId }];
  }

  decide({ orderId, fulfilmentId }: Request, refunds: Refunds, { message }: Context<Request>): Decision {
    const sagaId = sagaIdOf(message);
    const known = ofSaga(refunds, message, 'orderId');
    if (known !== undefined && known.status !== 'unknown') return refundAnswer(known);
    const taken = refunds.taken(fulfilmentId);
    insistSame(fulfilmentId, message, 'orderId', taken);
    const amount = taken?.amount;
    const refund = refunds.put({
      sagaId,
      orderId,
      fulfilmentId,
      amount: amount ?? NOTHING,
      status: amount === undefined ? 'not-captured' : 'asked',
    });
    if (amount === undefined) return refundAnswer(refund);
    return call(
      cards.refund,
      refundKey(sagaId),
      { authorisationKey: authorisationKey(fulfilmentId) },
      { regardless: true },
    );
  }

  /** Without an answer it says nothing: the saga asks again until it knows. */
  answered(answer: Answer, refunds: Refunds, { message }: Context<Request>): Decision {
    const refund = refunds.find(sagaIdOf(message))!;
    if (refund.status !== 'asked') return;
    return refundAnswer(refunds.put({ ...refund, status: statusOf(answer) }));
  }
}

function statusOf(answer: Answer): Refund['status'] {
  if (answer.kind !== 'answered') return 'unknown';
  return (answer.value as Refunding) === 'refunded' ? 'refunded' : 'refund-refused';
}
