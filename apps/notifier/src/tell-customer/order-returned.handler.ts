import { Injectable } from '@nestjs/common';
import { OrderReturned } from '@sagaworks/contracts';
import { Handles, type Answer, type Context, type DataOf, type Decision, type Handler } from '@sagaworks/messaging';
import { returnedLetter, type Mails } from '../mail.js';
import { MailStore } from '../mail.store.js';
import { mailAnswered, mailsNeeded, tellCustomer } from './tell-customer.js';

type Told = DataOf<typeof OrderReturned>;

/** Tells the customer that the money is given back. */
@Injectable()
@Handles(OrderReturned)
export class OrderReturnedHandler implements Handler<typeof OrderReturned, Mails> {
  readonly decidesByBusinessKey = true;
  constructor(readonly store: MailStore) {}

  needs(order: Told): string[] {
    return mailsNeeded(order);
  }

  decide(order: Told, mails: Mails): Decision {
    return tellCustomer(order, 'order-returned', returnedLetter(order), mails);
  }

  answered(answer: Answer, mails: Mails, { message }: Context<Told>): void {
    mailAnswered(answer, message.data, 'order-returned', mails);
  }
}
