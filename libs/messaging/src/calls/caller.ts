import type { Faults } from '../faults/faults.js';
import { pause } from '../runtime/pause.js';
import type { Answer } from '../handler/handler.js';
import { Answers, type AnswersParts } from './answers.js';
import { attempt } from './attempt.js';
import { Bulkheads } from './bulkheads.js';
import type { Bulkhead, Ended } from './bulkhead.js';
import type { Party, PendingCall } from './call.js';
import type { CallOwners, CallRecords, CallRows } from './call-rows.js';
import { CallMetrics } from './call-metrics.js';
import { nextAttempt } from './call-schedule.js';
import type { BreakerSettings } from './circuit-breaker.js';
import { Heartbeat } from './heartbeat.js';
import { HeldCalls } from './held-calls.js';
import { HopelessCalls } from './hopeless-calls.js';
import { InHand } from './in-hand.js';
import { KnownOutcomes, neverCalled } from './known-outcomes.js';
import { lineOf, writtenCall, type OpenCall } from './open-call.js';
import type { CallListener, OperationName, WrittenCall } from './outgoing-calls.js';
import type { PartyStatus } from './party-status.js';
import { RecordBatches } from './record-batches.js';
import { TableReader } from './table-reader.js';

/**
 * For calls in flight to end by themselves at a stop; then they are broken off, and looked up by whoever comes next.
 */
const STOP_MS = 2_000;
/** Answers on their way below which more calls are read. */
const ANSWERING = 250;

export interface CallerOptions extends AnswersParts {
  readonly parties: readonly Party[];
  readonly rows: CallOwners & CallRows & CallRecords;
  readonly breaker?: Partial<BreakerSettings>;
  readonly random?: () => number;
  /** @default none */
  readonly faults?: Faults | undefined;
}

/** Makes the calls to the outside that transactions decided, right after their commit, and brings the answers back. */
export class Caller implements CallListener {
  readonly #held = new HeldCalls();
  readonly #bulkheads: Bulkheads;
  readonly #heartbeat: Heartbeat;
  readonly #reader: TableReader;
  readonly #records: RecordBatches;
  readonly #known = new KnownOutcomes();
  readonly #hopeless: HopelessCalls;
  readonly #metrics: CallMetrics;
  readonly #stopping = new AbortController();
  readonly #answers: Answers;
  readonly #inHand: InHand;
  #stopped = false;

  constructor(private readonly options: CallerOptions) {
    const { rows, log, parties, registry, breaker } = options;
    this.#heartbeat = new Heartbeat(
      rows,
      { onAlive: () => this.#alive(), onLost: () => this.#lost() },
      { name: `${registry.service}/${process.pid}`, log },
    );
    this.#inHand = new InHand(log);
    this.#answers = new Answers(options, {
      held: this.#held,
      stopping: this.#stopping.signal,
      isStopped: () => this.#stopped,
      onSettled: (call) => this.#settled(call),
    });
    this.#records = new RecordBatches(rows);
    this.#hopeless = new HopelessCalls(log);
    const work = {
      now: () => this.#heartbeat.now(),
      make: (call: OpenCall, party: Party) => this.#keepEnding(this.#make(call, party)),
      giveUp: (call: OpenCall) => this.#giveUp(call),
    };
    this.#bulkheads = new Bulkheads(parties, work, this.#held, breaker);
    this.#reader = new TableReader({
      rows,
      owners: rows,
      held: this.#held,
      heartbeat: this.#heartbeat,
      log,
      isOverloaded: (party) => this.#bulkheads.of(party).isOverloaded,
      flush: () => this.#records.flush(),
      onCounts: (counts) => this.#bulkheads.count(counts),
      onFound: (calls) => this.#held.take(calls).forEach((call) => this.#begin(call)),
      onOverdue: (calls) => this.#held.take(calls).forEach((call) => this.#giveUp(call)),
      answering: () => this.#inHand.size,
    });
    this.#metrics = new CallMetrics(() => this.parties);
  }

  get owner(): string {
    return this.#heartbeat.owner;
  }

  /** How each party does, as far as this process knows; what is open in the table is counted every 10 s. */
  get parties(): readonly PartyStatus[] {
    return this.#bulkheads.statuses;
  }

  /**
   * Looks for calls that a former process left open; resolves when the table was looked at once, or the database is
   * away.
   */
  async start(): Promise<void> {
    this.#held.expect();
    await this.#heartbeat.start();
    await this.#reader.start();
  }

  /** Starts no more calls, gives those in flight 2 s, and leaves the rest to another instance. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#bulkheads.clear();
    await this.#reader.stop();
    await Promise.race([this.#inHand.ended, pause(STOP_MS, this.#stopping.signal)]);
    this.#stopping.abort();
    await this.#records.flush();
    await this.#heartbeat.stop();
  }

  knows({ party, name }: OperationName): boolean {
    return this.options.parties.some((each) => each.name === party && each.performers[name] !== undefined);
  }

  beginAtOnce(calls: readonly PendingCall[]): boolean[] {
    const lines = new Set<string>();
    return this.#bulkheads.spread(calls, (pending) => {
      const line = lineOf({ pending });
      const isFirst = !lines.has(line) && this.#held.firstOf(line) === undefined;
      lines.add(line);
      return isFirst;
    });
  }

  onWritten(written: readonly WrittenCall[], owner: string): void {
    if (owner !== this.owner || this.#stopped) return;
    const lines = new Map<string, string[]>();
    for (const each of written) {
      const before = lines.get(lineOf(each)) ?? [];
      this.#handedOver(writtenCall(each, owner, this.#heartbeat.now()), [...each.openBefore, ...before]);
      lines.set(lineOf(each), [...before, each.seq]);
    }
  }

  #handedOver(call: OpenCall, openBefore: readonly string[]): void {
    const bulkhead = this.#bulkheads.of(call.pending.party);
    let offered = this.#held.offer(call, openBefore);
    const least = offered === 'full' ? bulkhead.leastOf(call) : undefined;
    if (least !== undefined && bulkhead.remove(least)) {
      this.#held.leave(least);
      offered = this.#held.offer(call, openBefore);
    }
    if (offered === 'held') this.#begin(call);
    else if (offered === 'behind') this.#takenBack(call, bulkhead);
    else if (offered === 'unknown') this.#reader.expect(call.pending);
  }

  /** An undo of an action that waits here and never began: neither is made. */
  #takenBack(undo: OpenCall, bulkhead: Bulkhead): void {
    const action = this.#held.firstOf(lineOf(undo));
    if (action === undefined || action.begun || action.pending.key !== undo.pending.undoes) return;
    if (!bulkhead.remove(action)) return;
    this.#settleWith(action, neverCalled(action.pending.operation, action.pending.key, 'it was taken back'));
  }

  #alive(): void {
    this.#bulkheads.resume();
    this.#reader.wake();
  }

  #lost(): void {
    this.options.log.warn({}, 'this instance was taken for dead; its open calls are with others now');
    this.#held.clear();
    this.#bulkheads.clear();
    this.#reader.reset();
  }

  /** The first of its line: its answer is brought in, or it is called, when it is due. */
  #begin(call: OpenCall): void {
    if (this.#stopped || !this.#held.isHeld(call)) return;
    const waitMs = (call.dueAt ?? 0) - this.#heartbeat.now();
    const known = call.begun ? undefined : this.#known.answerTo(call);
    if (call.answer !== undefined) this.#inHand.keep(this.#answers.bringIn(call));
    else if (known !== undefined) this.#settleWith(call, known);
    else if (waitMs > 0) this.#bulkheads.of(call.pending.party).rest(call, waitMs + 1);
    else this.#bulkheads.of(call.pending.party).join(call);
  }

  async #make(call: OpenCall, party: Party): Promise<Ended> {
    if (!this.#heartbeat.alive) return 'not-now';
    this.#records.beginSoon(this.#bulkheads.of(party.name).comingNext);
    try {
      if (!call.onRecord && !(await this.#records.begin(call))) {
        this.#held.leave(call);
        return 'withdrawn';
      }
    } catch {
      return 'not-now';
    }
    if (!this.#heartbeat.alive) return 'not-now';
    return await this.#attempt(call, party);
  }

  async #attempt(call: OpenCall, party: Party): Promise<Ended> {
    const startedAt = performance.now();
    try {
      await attempt(call, party, this.#heartbeat.now(), this.#stopping.signal, this.options.faults);
    } catch (error) {
      this.#metrics.attempted(call.pending.operation, 'failed', startedAt);
      this.#failed(call, error as Error);
      return 'failed';
    }
    this.#metrics.attempted(call.pending.operation, call.answer!.value.kind, startedAt);
    this.#inHand.keep(this.#answers.bringIn(call));
    return 'succeeded';
  }

  #failed(call: OpenCall, error: Error): void {
    if (this.#stopping.signal.aborted || !this.#held.isHeld(call)) return;
    call.tries += 1;
    call.lastError = error.message;
    call.dueAt = nextAttempt(call, this.#heartbeat.now(), this.options.random ?? Math.random);
    this.#records.note(call);
    this.#hopeless.failed(call, this.#heartbeat.now());
    this.options.log.debug(
      { err: error, operation: call.pending.operation, key: call.pending.key, tries: call.tries },
      'a call failed; its outcome is unknown',
    );
    if (this.#held.hasFailed(call)) this.#begin(call);
  }

  #giveUp(call: OpenCall): void {
    const { operation, key, deadline } = call.pending;
    const late = `not done by ${deadline!.toISOString()}${call.lastError === undefined ? '' : `: ${call.lastError}`}`;
    this.#settleWith(call, neverCalled(operation, key, late));
  }

  /** An answer that no party has to give. */
  #settleWith(call: OpenCall, value: Answer): void {
    call.answer = { value, trace: {} };
    this.#inHand.keep(this.#answers.bringIn(call));
  }

  #settled(call: OpenCall): void {
    this.#known.note(call);
    if (this.#held.settle(call)) this.#reader.expect(call.pending);
    else if (this.#reader.isWaiting && this.#inHand.size < ANSWERING) this.#reader.wake();
  }

  async #keepEnding(work: Promise<Ended>): Promise<Ended> {
    let ended: Ended = 'withdrawn';
    await this.#inHand.keep(work.then((how) => void (ended = how)));
    return ended;
  }
}
