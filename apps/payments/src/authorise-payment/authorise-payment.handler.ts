import { Injectable } from '@nestjs/common';
import { AuthorisePayment } from '@sagaworks/contracts';
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
import { cards, type Authorisation } from '../card-processor/operations.js';
import { authorisationAnswer, authorisationKey, opened, voidingKey, type Payment, type Payments } from '../payment.js';
import { PaymentStore } from '../payment.store.js';

type Request = DataOf<typeof AuthorisePayment>;

/** Has the amount held on the customer's card, or says why it is not. */
@Injectable()
@Handles(AuthorisePayment, { retry: { until: '2m' } })
export class AuthorisePaymentHandler implements Handler<typeof AuthorisePayment, Payments> {
  constructor(readonly store: PaymentStore) {}

  readonly needs = bySaga;

  decide({ orderId, amount, cardToken }: Request, payments: Payments, { message, late }: Context<Request>): Decision {
    const sagaId = sagaIdOf(message);
    const known = ofSaga(payments, message, 'orderId');
    if (known !== undefined) return authorisationAnswer(known);
    const payment = payments.put(opened(sagaId, orderId, amount, late ? 'deadline-missed' : 'asked'));
    return late
      ? authorisationAnswer(payment)
      : call(cards.authorise, authorisationKey(sagaId), { orderId, cardToken, ...amount });
  }

  answered(answer: Answer, payments: Payments, { message }: Context<Request>): Decision {
    const payment = payments.find(sagaIdOf(message))!;
    if (answer.operation === cards.void.name) return this.#madeVoid(answer, payment, payments);
    // An undo came in between: its call follows this one, under the same ordering key.
    if (payment.authorisation !== 'asked') return;
    if (neverBegan(answer)) return authorisationAnswer(payments.put({ ...payment, authorisation: 'deadline-missed' }));
    if (answer.kind !== 'answered') return this.#giveUp(payment, payments);
    return authorisationAnswer(payments.put(concluded(payment, answer.value as Authorisation)));
  }

  #giveUp(payment: Payment, payments: Payments): Decision {
    const { sagaId } = payments.put({ ...payment, authorisation: 'giving-up' });
    const key = authorisationKey(sagaId);
    return call(cards.void, voidingKey(sagaId), { authorisationKey: key }, { undoes: key });
  }

  #madeVoid(answer: Answer, payment: Payment, payments: Payments): Decision {
    if (payment.authorisation !== 'giving-up') return;
    if (answer.kind !== 'answered' || answer.value !== 'voided')
      throw new Error(
        `payment ${payment.sagaId} was given up, but its hold cannot be made void: ${JSON.stringify(answer)}`,
      );
    return authorisationAnswer(payments.put({ ...payment, authorisation: 'deadline-missed' }));
  }
}

const concluded = (payment: Payment, authorisation: Authorisation): Payment =>
  'paymentId' in authorisation
    ? { ...payment, authorisation: 'authorised', paymentId: authorisation.paymentId }
    : { ...payment, authorisation: authorisation.declined };
