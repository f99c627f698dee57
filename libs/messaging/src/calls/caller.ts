import type { Faults } from '../faults/faults.js';
import type { WorkUnit, Outcome } from '../handler/work-unit.js';
import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import type { HandlerRegistry } from '../handler/handler-registry.js';
import type { AnswerSource } from './answer-source.js';
import { answerUnit } from './answer-unit.js';
import { attempt } from './attempt.js';
import type { Party } from './call.js';
import { OrderedCalls } from './ordered-calls.js';
import { CallMetrics } from './call-metrics.js';
import type { CallRows } from './pg-call-rows.js';
import { isPastDeadline, nextAttempt } from './call-schedule.js';
import type { OpenCall } from './open-call.js';
import { Heartbeat } from './heartbeat.js';
import type { BreakerSettings } from './circuit-breaker.js';
import { Bulkhead, type Ended } from './bulkhead.js';
import type { CallListener, WrittenCall } from './pg-outgoing-calls.js';

const NOTE_AFTER_MS = 500;
const NOT_ALIVE_MS = 250;
/** For calls in flight to end by themselves at a stop; then they are broken off, and looked up by whoever comes next. */
const STOP_MS = 2_000;

export interface CallerOptions {
  readonly registry: HandlerRegistry;
  readonly parties: readonly Party[];
  readonly rows: CallRows;
  readonly source: AnswerSource;
  /** Resolves after the commit in which the unit ended. */
  readonly submit: (unit: WorkUnit) => Promise<Outcome>;
  readonly log: Logger;
  readonly breaker?: Partial<BreakerSettings>;
  readonly random?: () => number;
  /** @default none */
  readonly faults?: Faults | undefined;
}

/** Makes the calls to the outside that transactions decided, right after their commit, and brings the answers back. */
export class Caller implements CallListener {
  readonly #lines = new OrderedCalls();
  readonly #desks = new Map<string, Bulkhead>();
  readonly #ownership: Heartbeat;
  readonly #metrics: CallMetrics;
  readonly #stopping = new AbortController();
  readonly #timers = new Map<OpenCall, NodeJS.Timeout>();
  readonly #missing = new Set<string>();
  readonly #toNote = new Set<OpenCall>();
  readonly #inHand = new Set<Promise<void>>();
  #noting: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(private readonly options: CallerOptions) {
    this.#ownership = new Heartbeat(
      options.rows,
      {
        known: () => this.#lines.known,
        hasRoom: () => this.#lines.hasRoom,
        expecting: () => this.#missing.size > 0,
        onFound: (calls) => this.#found(calls),
        onLost: () => this.#lost(),
      },
      { name: `${options.registry.service}/${process.pid}`, log: options.log },
    );
    for (const party of options.parties) this.#desks.set(party.name, this.#newDesk(party));
    this.#metrics = new CallMetrics(this.#desks);
  }

  get owner(): string {
    return this.#ownership.owner;
  }

  /** Looks for calls that a former process left open; resolves when they are known, or the database is away. */
  start(): Promise<void> {
    return this.#ownership.start();
  }

  /** Starts no more calls, gives those in flight 2 s, and leaves the rest to another instance. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const desk of this.#desks.values()) desk.clear();
    await Promise.race([Promise.all(this.#inHand), pause(STOP_MS, this.#stopping.signal)]);
    this.#stopping.abort();
    clearTimeout(this.#noting);
    await this.#note();
    await this.#ownership.stop();
  }

  onWritten(written: readonly WrittenCall[], owner: string): void {
    if (owner !== this.owner) return;
    for (const { seq, pending, openBefore } of written) {
      const call: OpenCall = {
        seq,
        pending,
        createdAt: this.#ownership.now(),
        maybeCalled: false,
        tries: 0,
        answerTries: 0,
      };
      if (!this.#lines.offer(call, openBefore)) this.#missing.add(seq);
      else if (this.#lines.isFirst(call)) this.#begin(call);
    }
    if (this.#missing.size > 0) this.#ownership.lookSoon();
  }

  #found(calls: readonly OpenCall[]): void {
    for (const { seq } of calls) this.#missing.delete(seq);
    for (const call of this.#lines.append(calls)) if (this.#lines.isFirst(call)) this.#begin(call);
  }

  #lost(): void {
    this.options.log.warn({}, 'this instance was taken for dead; its open calls are with others now');
    this.#lines.clear();
    this.#missing.clear();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const desk of this.#desks.values()) desk.clear();
  }

  /** The first of its line: its answer is brought in, or it is called, when it is due. */
  #begin(call: OpenCall): void {
    const waitMs = (call.dueAt ?? 0) - this.#ownership.now();
    if (this.#stopped || !this.#lines.isFirst(call)) return;
    if (waitMs > 0) this.#later(call, waitMs);
    else if (call.answer !== undefined) this.#keep(this.#bringIn(call));
    else this.#deskOf(call.pending.party).join(call);
  }

  async #make(call: OpenCall, party: Party): Promise<Ended> {
    if (!this.#ownership.alive) {
      this.#later(call, NOT_ALIVE_MS);
      return 'withdrawn';
    }
    const startedAt = performance.now();
    try {
      await attempt(call, party, this.#ownership.now(), this.#stopping.signal, this.options.faults);
    } catch (error) {
      this.#metrics.attempted(call.pending.operation, 'failed', startedAt);
      this.#failed(call, error as Error);
      return 'failed';
    }
    this.#metrics.attempted(call.pending.operation, call.answer!.value.kind, startedAt);
    this.#keep(this.#bringIn(call));
    return 'succeeded';
  }

  #failed(call: OpenCall, error: Error): void {
    if (this.#stopping.signal.aborted) return;
    call.tries += 1;
    call.lastError = error.message;
    call.dueAt = nextAttempt(call, this.#ownership.now(), this.options.random ?? Math.random);
    this.#toNote.add(call);
    this.#noting ??= setTimeout(() => void this.#note(), NOTE_AFTER_MS);
    this.options.log.debug(
      { err: error, operation: call.pending.operation, key: call.pending.key, tries: call.tries },
      'a call failed; its outcome is unknown',
    );
    this.#begin(call);
  }

  /** Until the answer is committed, or dead: only then may the next call of the line be made. */
  async #bringIn(call: OpenCall): Promise<void> {
    for (let again = true; again; ) {
      call.answerRetryMs = undefined;
      const unit = answerUnit(this.options.registry, this.options.source, call);
      this.options.source.register(unit, call);
      const outcome = await this.options.submit(unit).catch(() => undefined);
      if (this.#stopped && outcome === undefined) return;
      again = outcome === undefined || (outcome.kind === 'failed' && call.answerRetryMs !== undefined);
      if (again) await pause(call.answerRetryMs ?? 1_000, this.#stopping.signal);
    }
    const next = this.#lines.settle(call);
    if (next !== undefined) this.#begin(next);
  }

  #later(call: OpenCall, milliseconds: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(call);
      this.#begin(call);
    }, milliseconds);
    this.#timers.set(call, timer.unref());
  }

  async #note(): Promise<void> {
    this.#noting = undefined;
    const calls = [...this.#toNote];
    this.#toNote.clear();
    if (calls.length > 0) await this.options.rows.note(calls).catch(() => undefined);
  }

  #deskOf(name: string): Bulkhead {
    const desk = this.#desks.get(name) ?? this.#newDesk({ name, performers: {} });
    this.#desks.set(name, desk);
    return desk;
  }

  #newDesk(party: Party): Bulkhead {
    const make = async (call: OpenCall): Promise<Ended> => {
      const making = this.#make(call, party);
      this.#keep(making.then(() => undefined));
      return await making;
    };
    return new Bulkhead(party, make, (call) => isPastDeadline(call, this.#ownership.now()), this.options.breaker);
  }

  /** Remembers work in hand, so that a stop can wait for it. */
  #keep(work: Promise<void>): Promise<void> {
    const kept = work
      .catch((error: Error) => this.options.log.error({ err: error }, 'a call is stuck until the next start'))
      .finally(() => this.#inHand.delete(kept));
    this.#inHand.add(kept);
    return kept;
  }
}
