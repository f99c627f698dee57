import { Injectable } from '@nestjs/common';
import type { Store, Tx } from '@sagaworks/messaging';
import { columns } from '@sagaworks/messaging/postgres';
import { Endings } from './ending.js';

// What is fulfilled or cancelled stays so; what needed attention may still come to its end.
const UPDATE = `
  UPDATE orders SET status = new.status, reason_code = new.reason_code, reason_text = new.reason_text, shipment_id = new.shipment_id, tracking_number = new.tracking_number
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) AS new (id, status, reason_code, reason_text, shipment_id, tracking_number)
  WHERE orders.id = new.id AND orders.status IN ('pending', 'needs-attention')`;

/**
 * Writes how orders ended. No `Table`: nothing is read, since an ending needs to know nothing of its
 * order, whose saga is locked already.
 */
@Injectable()
export class EndingStore implements Store<string, Endings> {
  load(): Promise<Endings> {
    return Promise.resolve(new Endings());
  }

  save(tx: Tx, { all }: Endings): void {
    if (all.length === 0) return;
    void tx.sql(
      UPDATE,
      columns(
        all.map(({ orderId, status, reason, shipment }) => [
          orderId,
          status,
          reason?.code ?? null,
          reason?.text ?? null,
          shipment?.shipmentId ?? null,
          shipment?.trackingNumber ?? null,
        ]),
      ),
    );
  }
}
