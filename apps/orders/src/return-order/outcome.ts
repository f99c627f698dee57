import { OrderReturned, ReturnRejected, type RejectionReason } from '@sagaworks/contracts';
import { saidNo, type DataOf, type Reason } from '@sagaworks/messaging';
import { told, type Returning } from './returning.js';

export const orderReturned = (order: Returning) => OrderReturned({ ...told(order), refunded: order.refunded! });

export const returnRejected = (order: Returning, reason: Reason, undone: DataOf<typeof ReturnRejected>['undone']) =>
  ReturnRejected({ ...told(order), reason: rejection(reason), undone });

/** Why a return came to nothing, in the customer's words. */
export function rejection(reason: Reason): RejectionReason {
  switch (reason.kind) {
    case 'cancelled':
      return { code: 'called-off', text: 'the return was called off' };
    case 'deadline':
      return reason.step === 'receive-parcel'
        ? { code: 'parcel-not-received', text: 'the parcel did not come back in time' }
        : { code: 'deadline-missed', text: `${reason.step} got no answer in time` };
    case 'refused':
      return refused(saidNo(reason));
    default:
      return reason satisfies never;
  }
}

function refused({ code, text: said }: { readonly code: string; readonly text: string }): RejectionReason {
  const text = said.slice(0, 1_000);
  switch (code) {
    case 'not-dispatched':
      return { code: 'not-returnable', text };
    case 'not-captured':
    case 'refund-refused':
      return { code: 'refund-refused', text };
    case 'deadline-missed':
    case 'withdrawn':
      return { code: 'deadline-missed', text };
    default:
      return { code: 'refused', text };
  }
}
