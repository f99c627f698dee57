import { Injectable } from '@nestjs/common';
import { OrderReturned } from '@sagaworks/contracts';
import { Handles } from '@sagaworks/messaging';
import { returnedLetter, type MailKind } from '../mail.js';
import { TellCustomer } from './tell-customer.js';

/** Tells the customer that the money is given back. */
@Injectable()
@Handles(OrderReturned)
export class OrderReturnedHandler extends TellCustomer<typeof OrderReturned> {
  readonly letter = returnedLetter;

  kindOf(): MailKind {
    return 'order-returned';
  }
}
