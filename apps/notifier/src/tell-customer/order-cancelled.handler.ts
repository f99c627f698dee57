import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@sagaworks/contracts';
import { Handles } from '@sagaworks/messaging';
import { cancelledLetter, type MailKind } from '../mail.js';
import { TellCustomer } from './tell-customer.js';

/** Tells the customer that the order is cancelled, and why. */
@Injectable()
@Handles(OrderCancelled)
export class OrderCancelledHandler extends TellCustomer<typeof OrderCancelled> {
  readonly letter = cancelledLetter;

  kindOf(): MailKind {
    return 'order-cancelled';
  }
}
