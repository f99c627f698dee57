import { Injectable } from '@nestjs/common';
import { ParcelAwaited } from '@sagaworks/contracts';
import { Handles, type Answer, type Context, type DataOf, type Decision, type Handler } from '@sagaworks/messaging';
import { parcelAwaitedLetter, type Mails } from '../mail.js';
import { MailStore } from '../mail.store.js';
import { mailAnswered, mailsNeeded, tellCustomer } from './tell-customer.js';

type Told = DataOf<typeof ParcelAwaited>;

/** Tells the customer to send the parcel back, and reminds. */
@Injectable()
@Handles(ParcelAwaited)
export class ParcelAwaitedHandler implements Handler<typeof ParcelAwaited, Mails> {
  readonly decidesByBusinessKey = true;
  constructor(readonly store: MailStore) {}

  needs(order: Told): string[] {
    return mailsNeeded(order);
  }

  decide(order: Told, mails: Mails): Decision {
    return tellCustomer(order, `parcel-awaited-${order.reminder}`, parcelAwaitedLetter(order), mails);
  }

  answered(answer: Answer, mails: Mails, { message }: Context<Told>): void {
    mailAnswered(answer, message.data, `parcel-awaited-${message.data.reminder}`, mails);
  }
}
