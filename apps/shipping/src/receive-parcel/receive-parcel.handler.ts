import { Injectable } from '@nestjs/common';
import { ReceiveParcel } from '@sagaworks/contracts';
import { Handles, reply, type DataOf, type Decision, type Handler } from '@sagaworks/messaging';
import { closed, receipt, type Returns } from '../return.js';
import { ReturnStore, type ReturnKey } from '../return.store.js';

type Request = DataOf<typeof ReceiveParcel>;

/** `unexpected`: nobody has asked to send this order back, or the return was called off. */
export interface ReceiveParcelReply {
  readonly answer: 'received' | 'unexpected';
}

/** Notes the warehouse's word that a parcel is back, and tells whoever waits for it. */
@Injectable()
@Handles(ReceiveParcel)
export class ReceiveParcelHandler implements Handler<typeof ReceiveParcel, Returns, ReturnKey> {
  constructor(readonly store: ReturnStore) {}

  needs({ orderId }: Request): ReturnKey[] {
    return [{ orderId }];
  }

  decide({ orderId }: Request, returns: Returns): Decision {
    const known = returns.ofOrder(orderId);
    if (known === undefined) return reply({ answer: 'unexpected' } satisfies ReceiveParcelReply);
    const received = reply({ answer: 'received' } satisfies ReceiveParcelReply);
    if (known.status === 'received') return received;
    const told = receipt(returns.put(closed(known, 'received')));
    return told === undefined ? received : [told, received];
  }
}
