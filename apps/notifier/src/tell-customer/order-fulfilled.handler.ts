import { Injectable } from '@nestjs/common';
import { OrderFulfilled } from '@sagaworks/contracts';
import { Handles, type Answer, type Context, type DataOf, type Decision, type Handler } from '@sagaworks/messaging';
import { fulfilledLetter, type Mails } from '../mail.js';
import { MailStore } from '../mail.store.js';
import { mailAnswered, mailsNeeded, tellCustomer } from './tell-customer.js';

type Told = DataOf<typeof OrderFulfilled>;

/** Tells the customer that the parcel is on its way. */
@Injectable()
@Handles(OrderFulfilled)
export class OrderFulfilledHandler implements Handler<typeof OrderFulfilled, Mails> {
  readonly decidesByBusinessKey = true;
  constructor(readonly store: MailStore) {}

  needs(order: Told): string[] {
    return mailsNeeded(order);
  }

  decide(order: Told, mails: Mails): Decision {
    return tellCustomer(order, 'order-fulfilled', fulfilledLetter(order), mails);
  }

  answered(answer: Answer, mails: Mails, { message }: Context<Told>): void {
    mailAnswered(answer, message.data, 'order-fulfilled', mails);
  }
}
