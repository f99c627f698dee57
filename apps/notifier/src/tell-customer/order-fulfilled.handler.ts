import { Injectable } from '@nestjs/common';
import { OrderFulfilled } from '@sagaworks/contracts';
import { Handles } from '@sagaworks/messaging';
import { fulfilledLetter, type MailKind } from '../mail.js';
import { TellCustomer } from './tell-customer.js';

/** Tells the customer that the parcel is on its way. */
@Injectable()
@Handles(OrderFulfilled)
export class OrderFulfilledHandler extends TellCustomer<typeof OrderFulfilled> {
  readonly letter = fulfilledLetter;

  kindOf(): MailKind {
    return 'order-fulfilled';
  }
}
