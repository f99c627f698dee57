import { Injectable } from '@nestjs/common';
import { OrderNeedsAttention } from '@sagaworks/contracts';
import { Handles, type Answer, type Context, type DataOf, type Decision, type Handler } from '@sagaworks/messaging';
import { needsAttentionLetter, type Mails } from '../mail.js';
import { MailStore } from '../mail.store.js';
import { mailAnswered, mailsNeeded, tellCustomer } from './tell-customer.js';

type Told = DataOf<typeof OrderNeedsAttention>;

/** Tells the customer that people are looking at the order. */
@Injectable()
@Handles(OrderNeedsAttention)
export class OrderNeedsAttentionHandler implements Handler<typeof OrderNeedsAttention, Mails> {
  readonly decidesByBusinessKey = true;
  constructor(readonly store: MailStore) {}

  needs(order: Told): string[] {
    return mailsNeeded(order);
  }

  decide(order: Told, mails: Mails): Decision {
    return tellCustomer(order, 'order-needs-attention', needsAttentionLetter(order), mails);
  }

  answered(answer: Answer, mails: Mails, { message }: Context<Told>): void {
    mailAnswered(answer, message.data, 'order-needs-attention', mails);
  }
}
