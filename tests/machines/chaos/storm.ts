import { setTimeout as sleep } from 'node:timers/promises';
import type { System } from '../support/system.js';
import type { Breaking } from './kinds.js';
import { partIn, type Planned } from './schedule.js';

/** A fault as it was. Times are milliseconds since 1970. */
export interface Happened extends Planned {
  readonly beganAt: number;
  /** When its healing began: the part was started or thawed. */
  readonly healedAt: number;
  /** When it could be used again. */
  readonly upAt: number;
}

/** Carries a plan out; a part that is still being healed is broken anew only after that. */
export async function storm(
  system: System,
  plan: readonly Planned[],
  kinds: readonly Breaking[],
  tell: (line: string) => void,
  signal: AbortSignal,
): Promise<Happened[]> {
  const begun = Date.now();
  const free = new Map<string, Promise<unknown>>();
  const carryOut = async (planned: Planned, before: Promise<unknown> | undefined): Promise<Happened> => {
    const { at, kind, target, lasts } = planned;
    const { begin, heal } = kinds.find(({ name, targets }) => name === kind && targets.includes(target))!;
    await sleep(Math.max(0, begun + at * 1_000 - Date.now()), undefined, { signal });
    await before;
    const beganAt = Date.now();
    await begin(system, target);
    await sleep(lasts * 1_000, undefined, { signal });
    const healedAt = Date.now();
    await heal(system, target);
    const happened = { ...planned, beganAt, healedAt, upAt: Date.now() };
    tell(`${sayFault(planned)}: up again ${((happened.upAt - beganAt) / 1_000).toFixed(1)} s after it began`);
    return happened;
  };
  return Promise.all(
    plan.map((planned) => {
      const carriedOut = carryOut(planned, free.get(partIn(planned.target)));
      free.set(partIn(planned.target), carriedOut);
      return carriedOut;
    }),
  );
}

export const sayFault = ({ at, kind, target, lasts }: Planned): string =>
  `${String(at).padStart(5)} s  ${kind} ${target}${lasts === 0 ? '' : ` for ${lasts} s`}`;
