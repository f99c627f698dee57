import type { Evidence, Violation } from './judge/evidence.js';
import { judge } from './judge/judge.js';
import { profiles, type Profile } from './mischief/profiles.js';
import { Simulation } from './simulation.js';
import { Dice } from './world/dice.js';
import { EventLog } from './world/event-log.js';
import { Scheduler, START } from './world/scheduler.js';
import { untraced } from './world/untraced.js';
import { virtualGlobals } from './world/virtual-globals.js';

export interface RunOptions {
  readonly seed: number;
  readonly orders: number;
  /** @default by the seed */
  readonly profile?: Profile;
  /** Keeps every line of what happens. @default false: the last ones */
  readonly verbose?: boolean;
}

export interface Run {
  readonly seed: number;
  readonly profile: string;
  /** Those that were accepted. */
  readonly orders: number;
  /** How many of them ended how. */
  readonly ends: Readonly<Record<string, number>>;
  readonly events: number;
  readonly virtualMs: number;
  /** The same for the same seed, as long as the code is the same. */
  readonly hash: string;
  readonly violations: readonly Violation[];
  readonly lines: readonly string[];
}

/** Seeds take turns at the kinds of mischief. */
export const profileOf = (seed: number): Profile => profiles[seed % profiles.length]!;

/**
 * The five services, their customers and the world around them, from the first order to the last
 * end. All of it follows from the seed.
 */
export async function simulate({ seed, orders, profile = profileOf(seed), verbose = false }: RunOptions): Promise<Run> {
  const [scheduler, dice] = [new Scheduler(), new Dice(seed)];
  const log = new EventLog(scheduler, verbose);
  const putBack = [virtualGlobals(scheduler, dice), untraced()];
  try {
    const evidence = await new Simulation(scheduler, dice, log, profile, orders).run();
    return {
      seed,
      profile: profile.name,
      orders: evidence.ends.length,
      ends: counted(evidence),
      events: scheduler.events,
      virtualMs: scheduler.now - START,
      hash: log.hash,
      violations: judge(evidence),
      lines: log.lines,
    };
  } finally {
    for (const each of putBack) each();
  }
}

function counted({ ends }: Evidence): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status, returned } of ends) {
    const name = returned ? 'returned' : status;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
