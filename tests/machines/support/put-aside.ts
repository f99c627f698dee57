import { services } from '@sagaworks/tools';
import type { System } from './system.js';

/** How many messages each service has put aside since it started, for its own reasons and not for the world's. */
export async function putAside(system: System): Promise<Record<string, number>> {
  return Object.fromEntries(
    await Promise.all(services.map(async (name) => [name, await parkedAt(system.service(name).url)] as const)),
  );
}

/** What `putAside` gives when no message has burnt a try. */
export const nothing = Object.fromEntries(services.map((name) => [name, 0]));

async function parkedAt(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^messaging_parking_messages_total(?:\{.*\})? (\d+)/m.exec(metrics)?.[1] ?? 0);
}
