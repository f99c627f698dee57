import { Injectable } from '@nestjs/common';
import { OrderCancelled } from '@sagaworks/contracts';
import { Handles, type DataOf, type Handler } from '@sagaworks/messaging';
import type { Endings } from './ending.js';
import { EndingStore } from './ending.store.js';

type Told = DataOf<typeof OrderCancelled>;

/** Notes on the order that it is undone, and why. */
@Injectable()
@Handles(OrderCancelled)
export class OrderCancelledHandler implements Handler<typeof OrderCancelled, Endings> {
  constructor(readonly store: EndingStore) {}

  needs(): string[] {
    return [];
  }

  decide({ orderId, reason }: Told, endings: Endings): void {
    endings.put({ orderId, status: 'cancelled', reason });
  }
}
