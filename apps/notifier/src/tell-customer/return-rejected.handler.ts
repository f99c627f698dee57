import { Injectable } from '@nestjs/common';
import { ReturnRejected } from '@sagaworks/contracts';
import { Handles } from '@sagaworks/messaging';
import { rejectedLetter, type MailKind } from '../mail.js';
import { TellCustomer } from './tell-customer.js';

/** Tells the customer that a return came to nothing, and why. */
@Injectable()
@Handles(ReturnRejected)
export class ReturnRejectedHandler extends TellCustomer<typeof ReturnRejected> {
  readonly letter = rejectedLetter;

  kindOf(): MailKind {
    return 'return-rejected';
  }
}
