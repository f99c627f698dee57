import { Injectable } from '@nestjs/common';
import { OrderNeedsAttention } from '@sagaworks/contracts';
import { Handles } from '@sagaworks/messaging';
import { needsAttentionLetter, type MailKind } from '../mail.js';
import { TellCustomer } from './tell-customer.js';

/** Tells the customer that people are looking at the order. */
@Injectable()
@Handles(OrderNeedsAttention)
export class OrderNeedsAttentionHandler extends TellCustomer<typeof OrderNeedsAttention> {
  readonly letter = needsAttentionLetter;

  kindOf(): MailKind {
    return 'order-needs-attention';
  }
}
