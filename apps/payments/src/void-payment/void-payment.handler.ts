import { Injectable } from '@nestjs/common';
import { AuthorisePayment, VoidPayment } from '@sagaworks/contracts';
import {
  call,
  Handles,
  neverBegan,
  type Answer,
  type Context,
  type DataOf,
  type Decision,
  type Handler,
  bySaga,
  ofSaga,
  sagaIdOf,
} from '@sagaworks/messaging';
import { cards, type Voiding } from '../card-processor/operations.js';
import {
  authorisationKey,
  NOTHING,
  opened,
  voidingAnswer,
  voidingKey,
  type Payment,
  type Payments,
} from '../payment.js';
import { PaymentStore } from '../payment.store.js';

type Request = DataOf<typeof VoidPayment>;

/** Where a hold exists at the card processor, or may exist. */
const MAYBE_HELD: ReadonlySet<Payment['authorisation']> = new Set(['asked', 'authorised', 'giving-up']);

/** Has the hold given back. One that comes before its authorisation leaves a refusal for it to find. */
@Injectable()
@Handles(VoidPayment, { undoes: [AuthorisePayment] })
export class VoidPaymentHandler implements Handler<typeof VoidPayment, Payments> {
  constructor(readonly store: PaymentStore) {}

  readonly needs = bySaga;

  decide({ orderId }: Request, payments: Payments, { message }: Context<Request>): Decision {
    const sagaId = sagaIdOf(message);
    const payment = ofSaga(payments, message, 'orderId') ?? opened(sagaId, orderId, NOTHING, 'withdrawn');
    const answer = voidingAnswer(payment);
    if (answer !== undefined) return answer;
    if (payment.voiding === 'asked') return;
    if (!MAYBE_HELD.has(payment.authorisation)) return voidingAnswer(payments.put({ ...payment, voiding: 'voided' }));
    payments.put({
      ...payment,
      authorisation: payment.authorisation === 'authorised' ? 'authorised' : 'withdrawn',
      voiding: 'asked',
    });
    const key = authorisationKey(sagaId);
    return call(cards.void, voidingKey(sagaId), { authorisationKey: key }, { undoes: key });
  }

  /** Without an answer it says nothing: the saga asks again, and tells a person after its asks. */
  answered(answer: Answer, payments: Payments, { message }: Context<Request>): Decision {
    const payment = payments.find(sagaIdOf(message))!;
    if (payment.voiding !== 'asked') return;
    return voidingAnswer(payments.put({ ...payment, voiding: voidingOf(answer) }));
  }
}

/** Uncalled, there was nothing to make void: the authorisation never began. */
function voidingOf(answer: Answer): Payment['voiding'] {
  if (answer.kind === 'answered') return answer.value as Voiding;
  return neverBegan(answer) ? 'voided' : 'none';
}
