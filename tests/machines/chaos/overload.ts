import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@sagaworks/tools';
import { Oracle } from '../support/oracle.js';
import type { System } from '../support/system.js';
import { closedLoop, type Bought } from './closed-loop.js';
import { kinds, startAll } from './kinds.js';
import { sayFacts } from './report.js';
import { schedule } from './schedule.js';
import { storm } from './storm.js';

export interface Overload {
  readonly seed: number;
  /** Customers at the same time. */
  readonly clients: number;
  /** Bought in all, at least. */
  readonly orders: number;
  /** Seconds in which services are killed. */
  readonly seconds: number;
}

/** Promise 7: two minutes after the last kill, fresh orders are fulfilled. */
const RECOVERY_MS = 120_000;
/** Judged for so long at least. */
const JUDGED_MS = 60_000;
const REST_WITHIN = 480_000;
const MOST_MS = 40 * 60_000;

/**
 * A closed loop of customers over a storm of SIGKILLs, and for a while after it: goodput, time
 * to recover, and the oracle's word.
 */
export async function overload(
  system: System,
  { seed, clients, orders, seconds }: Overload,
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const chosen = kinds.filter(({ name }) => name === 'kill');
  const oracle = await Oracle.over(system);
  const began = Date.now();
  const loop = closedLoop(system.shop, clients);
  const speak = setInterval(() => tell(sayProgress(loop.bought, loop.refused, began)), 30_000);
  try {
    await Promise.all([
      storm(system, schedule(seed, seconds, chosen), chosen, tell, signal),
      sleep(seconds * 1_000, undefined, { signal }),
    ]);
    await startAll(system);
    const over = Date.now();
    tell('no more kills');
    const isEnough = () => loop.bought.length >= orders && Date.now() >= over + RECOVERY_MS + JUDGED_MS;
    await waitFor(`${orders} orders`, () => Promise.resolve(isEnough()), {
      within: MOST_MS,
      every: 500,
      until: signal,
    });
    const closedAt = Date.now();
    const complaints = await loop.close();
    await waitFor('all coming to rest', async () => (await oracle.moving()).length === 0, {
      within: REST_WITHIN,
      every: 1_000,
      until: signal,
    }).catch((error: Error) => complaints.push(error.message));
    const { wrong, facts } = await oracle.verdict(60_000);
    for (const line of sayFacts(facts)) tell(line);
    return [...complaints, ...wrong, ...judged(loop.bought, over + RECOVERY_MS, closedAt, tell)];
  } finally {
    clearInterval(speak);
  }
}

const sayProgress = (bought: readonly Bought[], refused: number, began: number): string =>
  `${Math.round((Date.now() - began) / 1_000)} s: ${bought.length} orders have ended, ${bought.filter(isFulfilled).length} fulfilled; 503 was answered ${refused} times`;

function judged(all: readonly Bought[], from: number, until: number, tell: (line: string) => void): string[] {
  const fresh = all.filter(({ placedAt }) => placedAt >= from && placedAt <= until);
  const fulfilled = fresh.filter(isFulfilled);
  const times = fulfilled.map(({ placedAt, endedAt }) => endedAt - placedAt).sort((one, other) => one - other);
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? 0;
  tell(
    `placed later than 2 min after the last kill: ${fresh.length}, fulfilled ${fulfilled.length} (${(fulfilled.length / ((until - from) / 1_000)).toFixed(1)}/s), p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`,
  );
  if (fresh.length === 0) return ['no order was placed later than 2 min after the last kill'];
  return fulfilled.length >= 0.95 * fresh.length
    ? []
    : [`of ${fresh.length} orders placed later than 2 min after the last kill only ${fulfilled.length} were fulfilled`];
}

const isFulfilled = ({ status }: Bought): boolean => status === 'fulfilled';
