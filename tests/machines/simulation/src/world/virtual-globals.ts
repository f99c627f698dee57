import type { Dice } from './dice.js';
import type { Event } from './event-queue.js';
import { START, type Scheduler } from './scheduler.js';

const RealDate = Date;

/**
 * Puts clock, timers and chance of the whole process under the scheduler, so that the very code of the services runs on
 * virtual time, whatever library it came from. Returns what puts the real ones back. One simulation at a time.
 */
export function virtualGlobals(scheduler: Scheduler, dice: Dice): () => void {
  const replaced = Object.entries({
    ...timersOf(scheduler),
    Date: dateOf(scheduler),
    performance: { now: () => scheduler.now - START },
  }).map(([name, value]) => replace(globalThis, name, value));
  const chance = [replace(Math, 'random', () => dice.next()), replace(crypto, 'randomUUID', () => randomUuid(dice))];
  return () => [...replaced, ...chance].forEach((putBack) => putBack());
}

function replace(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, enumerable: true, writable: true, value });
  return () =>
    before === undefined ? Reflect.deleteProperty(target, name) : Object.defineProperty(target, name, before);
}

const randomUuid = (dice: Dice): string =>
  'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () => dice.below(16).toString(16));

class VirtualTimer {
  constructor(public event: Event) {}
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

function timersOf(scheduler: Scheduler) {
  const clear = (timer?: VirtualTimer): void => {
    if (timer?.event !== undefined) timer.event.work = undefined;
  };
  const once = (work: (...args: unknown[]) => void, milliseconds = 1, ...args: unknown[]) =>
    new VirtualTimer(scheduler.after(atLeastOne(milliseconds), () => work(...args)));
  const every = (work: (...args: unknown[]) => void, milliseconds = 1, ...args: unknown[]) => {
    const again = (): void => {
      timer.event = scheduler.after(atLeastOne(milliseconds), again);
      work(...args);
    };
    const timer = new VirtualTimer(scheduler.after(atLeastOne(milliseconds), again));
    return timer;
  };
  const soon = (work: (...args: unknown[]) => void, ...args: unknown[]) =>
    new VirtualTimer(scheduler.after(0, () => work(...args)));
  return {
    setTimeout: once,
    clearTimeout: clear,
    setInterval: every,
    clearInterval: clear,
    setImmediate: soon,
    clearImmediate: clear,
  };
}

/** As Node reads it. */
const atLeastOne = (milliseconds: number): number => (milliseconds >= 1 && milliseconds < 2 ** 31 ? milliseconds : 1);

/** Makes real dates; only what they take for now is not. */
function dateOf(scheduler: Scheduler): typeof Date {
  function VirtualDate(...args: [] | [string | number | Date]): Date {
    return args.length === 0 ? new RealDate(scheduler.now) : new RealDate(...args);
  }
  return Object.assign(Object.setPrototypeOf(VirtualDate, RealDate) as typeof Date, {
    prototype: RealDate.prototype,
    now: () => Math.floor(scheduler.now),
  });
}
