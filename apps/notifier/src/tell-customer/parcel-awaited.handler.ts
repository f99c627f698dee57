import { Injectable } from '@nestjs/common';
import { ParcelAwaited } from '@sagaworks/contracts';
import { Handles, type DataOf } from '@sagaworks/messaging';
import { parcelAwaitedLetter, type MailKind } from '../mail.js';
import { TellCustomer } from './tell-customer.js';

/** Tells the customer to send the parcel back, and reminds. */
@Injectable()
@Handles(ParcelAwaited)
export class ParcelAwaitedHandler extends TellCustomer<typeof ParcelAwaited> {
  readonly letter = parcelAwaitedLetter;

  kindOf({ reminder }: DataOf<typeof ParcelAwaited>): MailKind {
    return `parcel-awaited-${reminder}`;
  }
}
