import { Injectable } from '@nestjs/common';
import { OrderNeedsAttention } from '@sagaworks/contracts';
import { Handles, type DataOf, type Handler } from '@sagaworks/messaging';
import type { Endings } from './ending.js';
import { EndingStore } from './ending.store.js';

type Told = DataOf<typeof OrderNeedsAttention>;

/** Notes on the order that a person must look at it. */
@Injectable()
@Handles(OrderNeedsAttention)
export class OrderNeedsAttentionHandler implements Handler<typeof OrderNeedsAttention, Endings> {
  constructor(readonly store: EndingStore) {}

  needs(): string[] {
    return [];
  }

  decide({ orderId, step, text }: Told, endings: Endings): void {
    endings.put({ orderId, status: 'needs-attention', reason: { code: step, text } });
  }
}
