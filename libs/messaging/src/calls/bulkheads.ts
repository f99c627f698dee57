import { Bulkhead, type Ended } from './bulkhead.js';
import type { Party, PendingCall } from './call.js';
import type { PartyCount } from './call-rows.js';
import type { BreakerSettings } from './circuit-breaker.js';
import type { HeldCalls } from './held-calls.js';
import type { OpenCall } from './open-call.js';
import type { PartyStatus } from './party-status.js';

interface Work {
  now(): number;
  make(call: OpenCall, party: Party): Promise<Ended>;
  giveUp(call: OpenCall): void;
}

/** One bulkhead a party, also for parties that calls in the table name and nobody wired. */
export class Bulkheads {
  readonly #bulkheads = new Map<string, Bulkhead>();
  #counts: ReadonlyMap<string, PartyCount> = new Map();

  constructor(
    parties: readonly Party[],
    private readonly work: Work,
    private readonly held: HeldCalls,
    private readonly breaker?: Partial<BreakerSettings>,
  ) {
    for (const party of parties) this.#add(party);
  }

  of(name: string): Bulkhead {
    return this.#bulkheads.get(name) ?? this.#add({ name, performers: {} });
  }

  resume(): void {
    for (const bulkhead of this.#bulkheads.values()) bulkhead.resume();
  }

  clear(): void {
    for (const bulkhead of this.#bulkheads.values()) bulkhead.clear();
  }

  /** What the table holds of each party. */
  count(counts: readonly PartyCount[]): void {
    this.#counts = new Map(counts.map((each) => [each.party, each]));
    for (const { party } of counts) this.of(party);
  }

  /** Which of the calls are made at once, or soon; `may` tells what else stands in their way. */
  spread(calls: readonly PendingCall[], may: (pending: PendingCall) => boolean): boolean[] {
    const soon = new Map<string, number>();
    return calls.map((pending) => {
      const left = soon.get(pending.party) ?? this.of(pending.party).soon;
      const begins = left > 0 && may(pending);
      soon.set(pending.party, begins ? left - 1 : left);
      return begins;
    });
  }

  get statuses(): PartyStatus[] {
    return [...this.#bulkheads].map(([party, bulkhead]) => {
      const count = this.#counts.get(party);
      return {
        party,
        open: Math.max(count?.open ?? 0, this.held.countOf(party)),
        waiting: bulkhead.waiting,
        inFlight: bulkhead.inFlight,
        oldestOpenAt: count === undefined ? undefined : new Date(count.oldestOpenAt),
        breaker: bulkhead.isOpen ? 'open' : 'closed',
        lastAnsweredAt: bulkhead.lastAnsweredAt === undefined ? undefined : new Date(bulkhead.lastAnsweredAt),
      };
    });
  }

  #add(party: Party): Bulkhead {
    const { now, giveUp, make } = this.work;
    const bulkhead = new Bulkhead(party, { now, giveUp, make: (call) => make(call, party) }, this.breaker);
    this.#bulkheads.set(party.name, bulkhead);
    this.held.addParty(party.name, bulkhead.concurrency);
    return bulkhead;
  }
}
