import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@sagaworks/contracts';
import { Handles, type Answer, type Context, type DataOf, type Decision, type Handler } from '@sagaworks/messaging';
import { cancelledLetter, type Mails } from '../mail.js';
import { MailStore } from '../mail.store.js';
import { mailAnswered, mailsNeeded, tellCustomer } from './tell-customer.js';

type Told = DataOf<typeof OrderCancelled>;

/** Tells the customer that the order is cancelled, and why. */
@Injectable()
@Handles(OrderCancelled)
export class OrderCancelledHandler implements Handler<typeof OrderCancelled, Mails> {
  readonly decidesByBusinessKey = true;
  constructor(readonly store: MailStore) {}

  needs(order: Told): string[] {
    return mailsNeeded(order);
  }

  decide(order: Told, mails: Mails): Decision {
    return tellCustomer(order, 'order-cancelled', cancelledLetter(order), mails);
  }

  answered(answer: Answer, mails: Mails, { message }: Context<Told>): void {
    mailAnswered(answer, message.data, 'order-cancelled', mails);
  }
}
