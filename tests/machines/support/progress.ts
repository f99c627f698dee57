import { until } from '@sagaworks/messaging/testing';
import { wishOf } from './load.js';
import type { System } from './system.js';

/** Places one more order, whatever it takes, and waits for its end: everything on its way works again. */
export async function oneMoreEnds({ shop }: System): Promise<void> {
  const { orderId } = await shop.placeUntilTaken(wishOf(0));
  await shop.ended(orderId);
}

/** Waits until this many orders have ended. */
export async function haveEnded({ shop }: System, count: number): Promise<void> {
  const ended = async () => (await shop.orders()).filter(({ status }) => status !== 'pending').length;
  await until(async () => (await ended()) >= count, {
    timeout: 60_000,
    every: 100,
    what: `${count} orders having ended`,
  });
}
