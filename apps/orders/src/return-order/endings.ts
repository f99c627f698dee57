import {
  OrderReturned,
  ReturnRejected,
  type RefundRefused,
  type RejectionReason,
  type ReturnRefused,
} from '@sagaworks/contracts';
import type { DataOf, Reason } from '@sagaworks/messaging';
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
      return refused((reason.data as DataOf<typeof ReturnRefused | typeof RefundRefused>).reason);
    default:
      return reason satisfies never;
  }
}

function refused({ code, text }: DataOf<typeof ReturnRefused | typeof RefundRefused>['reason']): RejectionReason {
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
      return code satisfies never;
  }
}
