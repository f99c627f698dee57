import { until } from '@sagaworks/messaging/testing';
import { faultsAt, setOutsideFault } from './faults.js';
import type { System } from './system.js';

const CALLS = 5;

/**
 * Kills a service while the party outside has done what it was asked and has not answered, and starts
 * it again; resolves to when that was.
 */
export async function killInACall(
  system: System,
  service: 'payments' | 'shipping' | 'notifier',
  party: 'cards' | 'carrier' | 'mailbox',
): Promise<number> {
  const { sandbox } = system.services.urls;
  const { id } = await setOutsideFault(sandbox, { party, fault: 'slow', delayMs: 3_000, times: CALLS });
  const asked = async () => (await faultsAt(`${sandbox}/faults`)).find((fault) => fault.id === id)!.hits;
  await until(async () => (await asked()) > 0, { what: `${party} being asked by ${service}`, timeout: 30_000 });
  return system.killAndRestart(service);
}
