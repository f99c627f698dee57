import { until } from '@sagaworks/messaging/testing';
import type { System } from './system.js';

/** Waits until every process says that it is ready. */
export async function allReady({ services }: System): Promise<void> {
  await Promise.all(services.parts.map(({ name, url }) =>
    until(async () => (await fetch(`${url}/health/ready`)).ok, { timeout: 60_000, every: 100, what: `${name} being ready` })));
}

/** Waits until so many more orders have ended than at the call. */
export async function moreEnd({ shop }: System, count: number): Promise<void> {
  const ended = async () => (await shop.orders()).filter(({ status }) => status !== 'pending').length;
  const before = await ended();
  await until(async () => (await ended()) >= before + count, { timeout: 60_000, every: 100, what: `${count} more orders having ended` });
}
