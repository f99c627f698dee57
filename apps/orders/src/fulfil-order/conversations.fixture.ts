import {
  CancelShipment,
  CapturePayment,
  DispatchShipment,
  OrderCancelled,
  OrderNeedsAttention,
  ReleaseStock,
  VoidPayment,
  type CancellationReason,
} from '@sagaworks/contracts';
import { conversation, type Heard } from '@sagaworks/messaging/testing';
import { anOrder, orderId } from '../testing/an-order.js';
import { fulfilOrder } from './fulfil-order.saga.js';
import { story } from '../testing/story.js';

const before = (step: string) =>
  story.slice(
    0,
    story.findIndex((telling) => telling.step === step),
  );

export const placed = () => conversation(fulfilOrder, anOrder);

/** The order at the moment when this step is asked: all before it have said yes. */
export const asking = (step: string) => placed().given(...before(step).map(({ yes }) => yes));

/**
 * Goes on until all that came before this step is undone, the last one first, each confirmed before the next is asked.
 */
export const undoneBefore = (step: string, said: Heard): Heard =>
  before(step).reduceRight((heard, { undo }) => heard.then(undo!.ask).when(undo!.done), said);

/** What confirms that the steps between these two are undone. */
export const undoneBetween = (first: string, last: string) =>
  before(last)
    .slice(before(first).length + 1)
    .reverse()
    .map(({ undo }) => undo!.done);

export const customer = { orderId, customerId: 'ada', email: 'ada@example.org' };
export const lines = [{ sku: 'MUG', quantity: 2 }];
export const releaseStock = ReleaseStock({ orderId });
export const voidPayment = VoidPayment({ orderId });
export const cancelShipment = CancelShipment({ orderId });
export const capturePayment = CapturePayment({ orderId, paymentId: 'pay_1' });
export const dispatchShipment = DispatchShipment({ orderId, shipmentId: 'par_1' });
export const orderCancelled = (
  code: CancellationReason['code'],
  text = `said: ${code}`,
  undone: 'confirmed' | 'by-hand' = 'confirmed',
) => OrderCancelled({ ...customer, reason: { code, text }, undone });
export const needsAttention = (step: string, text: string) => OrderNeedsAttention({ ...customer, step, text });
