import { EventQueue, type Event } from './event-queue.js';
import type { Owner } from './owner.js';

/** Taken before anybody puts a virtual one in its place: between two events, all that was promised is done. */
const turn = setImmediate;
/**
 * Turns taken in one round of the event loop. A round asks the system for news, of which there are none,
 * and that takes longer than an event.
 */
const TURNS = 64;

export const START = Date.parse('2030-01-01T12:00:00Z');

/** One event after the other, on a clock that moves only between them. Nothing else makes anything happen. */
export class Scheduler {
  readonly #queue = new EventQueue();
  #seq = 0;
  #now = START;
  #owner: Owner | undefined;
  events = 0;

  /** Milliseconds since 1970, with fractions. */
  get now(): number {
    return this.#now;
  }

  /** Whose event is happening. */
  get owner(): Owner | undefined {
    return this.#owner;
  }

  /** Has something happen later. @default the owner of what is happening now */
  after(milliseconds: number, work: () => void, owner: Owner | undefined = this.#owner): Event {
    const event: Event = { time: this.#now + Math.max(milliseconds, 0), seq: (this.#seq += 1), work, owner };
    this.#queue.push(event);
    return event;
  }

  /** The same, whoever lives or dies meanwhile. */
  world(milliseconds: number, work: () => void): Event {
    const event: Event = { time: this.#now + Math.max(milliseconds, 0), seq: (this.#seq += 1), work, owner: undefined };
    this.#queue.push(event);
    return event;
  }

  /** Runs events until it is done or there are none; rejects with what an event throws. */
  run(isDone: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    let isOver = false;
    const end = (tell: () => void): void => {
      isOver = true;
      tell();
    };
    const step = (): void => {
      if (isOver) return;
      try {
        const event = isDone() ? undefined : this.#next();
        if (event === undefined) return end(() => resolve(undefined));
        this.#happen(event);
        turn(step);
      } catch (error) {
        end(() => reject(error as Error));
      }
    };
    for (let each = 0; each < TURNS; each += 1) turn(step);
    return promise;
  }

  #next(): Event | undefined {
    for (let event = this.#queue.pop(); event !== undefined; event = this.#queue.pop()) {
      if (event.work === undefined || event.owner?.alive === false) continue;
      if (event.owner === undefined || event.owner.frozenUntil <= event.time) return event;
      event.time = event.owner.frozenUntil;
      event.seq = this.#seq += 1;
      this.#queue.push(event);
    }
    return undefined;
  }

  #happen(event: Event): void {
    this.#now = event.time;
    this.#owner = event.owner;
    this.events += 1;
    event.work?.();
  }
}
