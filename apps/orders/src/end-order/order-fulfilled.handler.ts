import { Injectable } from '@nestjs/common';
import { OrderFulfilled } from '@sagaworks/contracts';
import { Handles, type DataOf, type Handler } from '@sagaworks/messaging';
import type { Endings } from './ending.js';
import { EndingStore } from './ending.store.js';

type Told = DataOf<typeof OrderFulfilled>;

/** Notes on the order that it is on its way. */
@Injectable()
@Handles(OrderFulfilled)
export class OrderFulfilledHandler implements Handler<typeof OrderFulfilled, Endings> {
  constructor(readonly store: EndingStore) {}

  needs(): string[] {
    return [];
  }

  decide({ orderId, shipmentId, trackingNumber }: Told, endings: Endings): void {
    endings.put({ orderId, status: 'fulfilled', shipment: { shipmentId, trackingNumber } });
  }
}
