import { Injectable } from '@nestjs/common';
import { AuthoriseReturn } from '@sagaworks/contracts';
import {
  Handles,
  type Context,
  type DataOf,
  type Decision,
  type Handler,
  type Message,
  ofSaga,
  sagaIdOf,
} from '@sagaworks/messaging';
import { authorisationAnswer, type Return, type Returns } from '../return.js';
import { ReturnStore, type ReturnKey } from '../return.store.js';

type Request = DataOf<typeof AuthoriseReturn>;

/** Lets the customer send the parcel back, if we ever sent it out. */
@Injectable()
@Handles(AuthoriseReturn)
export class AuthoriseReturnHandler implements Handler<typeof AuthoriseReturn, Returns, ReturnKey> {
  constructor(readonly store: ReturnStore) {}

  needs({ fulfilmentId }: Request, message: Message<Request>): ReturnKey[] {
    return [{ sagaId: sagaIdOf(message) }, { fulfilmentId }];
  }

  decide(
    { orderId, fulfilmentId, customerId, email }: Request,
    returns: Returns,
    { message, late }: Context<Request>,
  ): Decision {
    const sagaId = sagaIdOf(message);
    const known = ofSaga(returns, message, 'orderId');
    if (known !== undefined) return authorisationAnswer(known);
    const sent: Return['status'] = returns.isDispatched(fulfilmentId, orderId) ? 'authorised' : 'not-dispatched';
    const status = late ? 'deadline-missed' : sent;
    const toRemind = email === undefined || status !== 'authorised' ? {} : { email };
    return authorisationAnswer(returns.put({ sagaId, orderId, customerId, ...toRemind, status }));
  }
}
