import { Injectable } from '@nestjs/common';
import { AwaitParcel, ParcelAwaited } from '@sagaworks/contracts';
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
import { parcelAnswer, type Returns } from '../return.js';
import { ReturnStore, type ReturnKey } from '../return.store.js';

type Request = DataOf<typeof AwaitParcel>;

/** Waits for the customer's parcel, and has the customer told; asked again, reminded. */
@Injectable()
@Handles(AwaitParcel)
export class AwaitParcelHandler implements Handler<typeof AwaitParcel, Returns, ReturnKey> {
  constructor(readonly store: ReturnStore) {}

  needs(_: Request, message: Message<Request>): ReturnKey[] {
    return [{ sagaId: sagaIdOf(message) }];
  }

  decide({ orderId }: Request, returns: Returns, { message }: Context<Request>): Decision {
    const known = ofSaga(returns, message, 'orderId');
    if (known === undefined)
      throw new Error(`no return is authorised for order ${orderId} whose parcel could be awaited`);
    const answer = parcelAnswer(known);
    if (answer !== undefined) return answer;
    const { step = 'receive-parcel', ask = 1 } = message;
    const { customerId = 'unknown', email } = returns.put({ ...known, awaited: { step, ask } });
    return ParcelAwaited({ orderId, customerId, ...(email === undefined ? {} : { email }), reminder: ask - 1 });
  }
}
