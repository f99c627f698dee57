import { Injectable } from '@nestjs/common';
import {
  call,
  type Answer,
  type AnyContract,
  type Context,
  type DataOf,
  type Decision,
  type Handler,
} from '@sagaworks/messaging';
import { mailKey, messageIdOf, type Letter, type MailKind, type Mails } from '../mail.js';
import { MailStore } from '../mail.store.js';
import { mailbox, type Sending } from '../mailbox/operations.js';

interface Told {
  readonly orderId: string;
  readonly email?: string | undefined;
}

/** Sends the one mail of a kind about an order, if its customer left an address and has not got it yet. */
@Injectable()
export abstract class TellCustomer<C extends AnyContract, Data extends DataOf<C> & Told = DataOf<C> & Told>
  implements Handler<C, Mails>
{
  constructor(readonly store: MailStore) {}

  abstract kindOf(told: Data): MailKind;
  abstract readonly letter: (told: Data) => Letter;

  /** Nobody to tell, nothing to load. */
  needs({ orderId, email }: Data): string[] {
    return email === undefined ? [] : [orderId];
  }

  decide(told: Data, mails: Mails): Decision {
    const { orderId, email: to } = told;
    const kind = this.kindOf(told);
    if (to === undefined || mails.find(mailKey(orderId, kind)) !== undefined) return;
    mails.put({ orderId, kind, status: 'asked' });
    return call(mailbox.send, messageIdOf(orderId, kind), { to, orderId, ...this.letter(told) });
  }

  /** Notes what the mail server said. Silence to the end leaves the mail as asked for, to be seen among the calls. */
  answered(answer: Answer, mails: Mails, { message: { data } }: Context<Data>): void {
    if (answer.kind !== 'answered') return;
    mails.put({ ...mails.find(mailKey(data.orderId, this.kindOf(data)))!, status: answer.value as Sending });
  }
}
