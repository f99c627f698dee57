import { Injectable } from '@nestjs/common';
import { ReturnRejected } from '@sagaworks/contracts';
import { Handles, type Answer, type Context, type DataOf, type Decision, type Handler } from '@sagaworks/messaging';
import { rejectedLetter, type Mails } from '../mail.js';
import { MailStore } from '../mail.store.js';
import { mailAnswered, mailsNeeded, tellCustomer } from './tell-customer.js';

type Told = DataOf<typeof ReturnRejected>;

/** Tells the customer that a return came to nothing, and why. */
@Injectable()
@Handles(ReturnRejected)
export class ReturnRejectedHandler implements Handler<typeof ReturnRejected, Mails> {
  readonly decidesByBusinessKey = true;
  constructor(readonly store: MailStore) {}

  needs(order: Told): string[] {
    return mailsNeeded(order);
  }

  decide(order: Told, mails: Mails): Decision {
    return tellCustomer(order, 'return-rejected', rejectedLetter(order), mails);
  }

  answered(answer: Answer, mails: Mails, { message }: Context<Told>): void {
    mailAnswered(answer, message.data, 'return-rejected', mails);
  }
}
