import { setTimeout as sleep } from 'node:timers/promises';
import { services, waitFor } from '@sagaworks/tools';
import { Oracle } from '../support/oracle.js';
import type { System } from '../support/system.js';
import { customers } from './customers.js';
import { kinds, startAll } from './kinds.js';
import { died, promised, PROMISE_MS, recoveries, sayFacts, sayRecoveries } from './report.js';
import { schedule } from './schedule.js';
import { sayFault, storm } from './storm.js';

export interface Chaos {
  readonly seed: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** The kinds of faults to choose from. @default all */
  readonly only?: readonly string[];
}

export interface Outcome {
  readonly wrong: readonly string[];
  /** Every service that was killed alone was got over in time. */
  readonly inTime: boolean;
}

/**
 * Milliseconds until all is at rest after the last fault: a breaker takes half a minute, a
 * deadline two, the last retry five.
 */
const REST_WITHIN = 480_000;

/** Customers, a storm over them, quiet, and the oracle's word. */
export async function run(
  system: System,
  { seed, seconds, perSecond, only }: Chaos,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const chosen = kinds.filter(({ name }) => only === undefined || only.includes(name));
  const plan = schedule(seed, seconds, chosen);
  for (const planned of plan) tell(`planned ${sayFault(planned)}`);
  const oracle = await Oracle.over(system);
  const open = customers(system.shop, seed, perSecond);
  const [happened] = await Promise.all([
    storm(system, plan, chosen, tell, signal),
    sleep(seconds * 1_000, undefined, { signal }),
  ]);
  await startAll(system);
  tell('the storm is over; waiting for all to come to rest ...');
  const complaints = await open.close();
  const atRest = waitFor('all coming to rest', async () => (await oracle.moving()).length === 0, {
    within: REST_WITHIN,
    every: 1_000,
    until: signal,
  });
  await atRest.catch((error: Error) => complaints.push(error.message));
  const { wrong, facts } = await oracle.verdict(60_000);
  const all = recoveries(facts, happened);
  for (const line of [...sayRecoveries(all, services), ...sayFacts(facts)]) tell(line);
  return {
    wrong: [...complaints, ...wrong, ...died(facts)],
    inTime: promised(all, services).every(({ took }) => took <= PROMISE_MS),
  };
}
