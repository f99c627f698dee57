import { Dice } from '../world/dice.js';
import { EventLog } from '../world/event-log.js';
import { Scheduler } from '../world/scheduler.js';
import { untraced } from '../world/untraced.js';
import { virtualGlobals } from '../world/virtual-globals.js';
import { goodputOf, type Goodput } from './goodput.js';
import { OverloadedShop, type Course } from './overloaded-shop.js';
import { capacityOf, MINUTE, nameOf, RECOVERY_MS, type Scenario } from './scenario.js';

/** What is broken of promise 7, in a sentence each. */
export interface OverloadRun {
  readonly scenario: Scenario;
  readonly courses: readonly Course[];
  /** Minute by minute, by when they were placed. */
  readonly minutes: readonly Goodput[];
  /** Of the orders that the promise is about. */
  readonly judged: Goodput;
  readonly broken: readonly string[];
}

/** Orders of the last minute and a half may still be under way when the run ends. */
const TAIL_MS = 1.5 * MINUTE;

/** Runs one scenario on virtual time, and judges goodput and time to recover. */
export async function overload(
  scenario: Scenario,
  tell: (minute: number, shop: OverloadedShop) => void = () => undefined,
): Promise<OverloadRun> {
  const [scheduler, dice] = [new Scheduler(), new Dice(scenario.seed)];
  const putBack = [virtualGlobals(scheduler, dice), untraced()];
  try {
    const shop = new OverloadedShop(scheduler, dice, new EventLog(scheduler, false), scenario);
    for (let minute = 1; minute <= scenario.minutes; minute += 1)
      scheduler.world(minute * MINUTE, () => tell(minute, shop));
    await scheduler.run(() => shop.minute > scenario.minutes);
    return judged(scenario, [...shop.courses.values()]);
  } finally {
    for (const each of putBack) each();
  }
}

function judged(scenario: Scenario, courses: readonly Course[]): OverloadRun {
  const { outage, load } = scenario;
  const from = (outage === undefined ? 0 : (outage.fromMinute + outage.minutes) * MINUTE) + RECOVERY_MS;
  const until = scenario.minutes * MINUTE - TAIL_MS;
  const goodput = goodputOf(courses, from, until);
  const wanted = load <= 1 ? 0.95 * goodput.placed : (0.9 * capacityOf(scenario) * (until - from)) / 1_000;
  const accepted = goodput.placed - goodput.refused;
  const broken = [
    ...(goodput.fulfilled >= wanted
      ? []
      : [`of ${goodput.placed} orders ${goodput.fulfilled} were fulfilled, fewer than ${Math.round(wanted)}`]),
    ...(goodput.cancelled <= 0.05 * accepted
      ? []
      : [`of ${accepted} accepted orders ${goodput.cancelled} were cancelled for time`]),
  ].map((what) => `${nameOf(scenario)}: ${what} (placed in minutes ${from / MINUTE} to ${until / MINUTE})`);
  const minutes = Array.from({ length: scenario.minutes }, (_, minute) =>
    goodputOf(courses, minute * MINUTE, (minute + 1) * MINUTE),
  );
  return { scenario, courses, minutes, judged: goodput, broken };
}
