import { Injectable } from '@nestjs/common';
import { AuthoriseReturn, AwaitParcel, CancelReturn } from '@sagaworks/contracts';
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
import { cancellationAnswer, closed, type Returns } from '../return.js';
import { ReturnStore, type ReturnKey } from '../return.store.js';

type Request = DataOf<typeof CancelReturn>;

/** Calls a return off while the parcel is not back. One that comes first leaves a refusal for the return to find. */
@Injectable()
@Handles(CancelReturn, { undoes: [AuthoriseReturn, AwaitParcel] })
export class CancelReturnHandler implements Handler<typeof CancelReturn, Returns, ReturnKey> {
  constructor(readonly store: ReturnStore) {}

  needs(_: Request, message: Message<Request>): ReturnKey[] {
    return [{ sagaId: sagaIdOf(message) }];
  }

  decide({ orderId }: Request, returns: Returns, { message }: Context<Request>): Decision {
    const sagaId = sagaIdOf(message);
    const known = ofSaga(returns, message, 'orderId') ?? returns.put({ sagaId, orderId, status: 'withdrawn' });
    return cancellationAnswer(known.status === 'authorised' ? returns.put(closed(known, 'cancelled')) : known);
  }
}
