import { Inject, Injectable } from '@nestjs/common';
import { CancelOrder } from '@sagaworks/contracts';
import {
  Handles,
  reply,
  type Context,
  type DataOf,
  type Decision,
  type Handler,
  type LoadedSagas,
  type Store,
} from '@sagaworks/messaging';
import { SAGA_STORE } from '@sagaworks/messaging/nest';

type Request = DataOf<typeof CancelOrder>;

/** `refused`: the point of no return is passed; the wish is in the saga's history all the same. */
export interface CancelOrderReply {
  readonly answer: 'accepted' | 'already-cancelled' | 'refused' | 'unknown';
}

/** Takes an order back while it still can be: its saga turns round under its own lock. */
@Injectable()
@Handles(CancelOrder)
export class CancelOrderHandler implements Handler<typeof CancelOrder, LoadedSagas> {
  constructor(@Inject(SAGA_STORE) readonly store: Store<string, LoadedSagas>) {}

  needs({ sagaId }: Request): string[] {
    return [sagaId];
  }

  decide({ orderId, sagaId }: Request, sagas: LoadedSagas, context: Context<Request>): Decision {
    if (sagas.get(sagaId)?.businessKey !== orderId) return reply({ answer: 'unknown' } satisfies CancelOrderReply);
    const { answer, outgoing } = sagas.cancel(sagaId, context, 'the customer asked');
    return [...outgoing, reply({ answer } satisfies CancelOrderReply)];
  }
}
