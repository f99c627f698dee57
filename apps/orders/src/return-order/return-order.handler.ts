import { Inject, Injectable } from '@nestjs/common';
import { ReturnOrder } from '@sagaworks/contracts';
import {
  Handles,
  reply,
  start,
  type DataOf,
  type Decision,
  type Handler,
  type LoadedSagas,
  type Store,
} from '@sagaworks/messaging';
import { SAGA_STORE } from '@sagaworks/messaging/nest';
import type { Fulfilment } from '../fulfil-order/fulfilment.js';
import { told } from './returning.js';
import { returnOrder } from './return-order.saga.js';

type Request = DataOf<typeof ReturnOrder>;

/** `known`: it was asked for before, and this is that return. */
export interface ReturnOrderReply {
  readonly answer: 'started' | 'known' | 'not-fulfilled' | 'unknown';
}
const answer = (body: ReturnOrderReply) => reply(body);

/** Takes back a fulfilled order, once: its saga and the saga's first command are one transaction. */
@Injectable()
@Handles(ReturnOrder)
export class ReturnOrderHandler implements Handler<typeof ReturnOrder, LoadedSagas> {
  constructor(@Inject(SAGA_STORE) readonly store: Store<string, LoadedSagas>) {}

  needs({ sagaId, returnId }: Request): string[] {
    return [sagaId, returnId];
  }

  decide({ orderId, sagaId, returnId }: Request, sagas: LoadedSagas): Decision {
    const fulfilment = sagas.get(sagaId);
    if (fulfilment?.businessKey !== orderId) return answer({ answer: 'unknown' });
    if (sagas.get(returnId) !== undefined) return answer({ answer: 'known' });
    if (fulfilment.phase.status !== 'completed') return answer({ answer: 'not-fulfilled' });
    const order = fulfilment.data as Fulfilment;
    const data = { ...told({ ...order, fulfilmentId: sagaId }), fulfilmentId: sagaId, total: order.total };
    return [start(returnOrder, { id: returnId, businessKey: orderId, data }), answer({ answer: 'started' })];
  }
}
