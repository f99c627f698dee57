import type { ServiceName } from '@sagaworks/tools';
import type { System } from './system.js';

/** Why a service takes no messages now, as `/ops/consumers` tells; null when it does. */
export async function whyIdle(system: System, name: ServiceName): Promise<string | null> {
  const { items } = (await (await fetch(`${system.service(name).url}/ops/consumers`)).json()) as {
    items: { reason: string | null }[];
  };
  return items[0]!.reason;
}
