import { silent, type Logger } from '../runtime/logger.js';
import type { Tx } from '../runtime/database.js';
import type { MessageSource, WorkUnit, Outcome } from '../handler/work-unit.js';
import { sequenceName, type DeadLetters, type Parking, type SequenceRef } from '../recovery/ports.js';
import { defaultRetryPolicy, isHopeless, isWaiting } from '../recovery/parking/retry-policy.js';
import { tellFailedTry, tellWaiting } from '../recovery/failed-try.js';
import { type RetryPolicies } from '../handler/retries.js';
import { markOf, type Inbox } from '../inbox/inbox.js';

/** What a transaction found when it claimed: kept until it settles. */
interface Claim {
  readonly duplicates: ReadonlySet<WorkUnit>;
  readonly parked: ReadonlySet<string>;
}

/**
 * Records from Kafka: each taken once, those behind a parked one parked behind it, those that fail parked or
 * dead-lettered.
 */
export class KafkaSource implements MessageSource {
  readonly name = 'kafka';
  readonly marked = true;
  readonly #claims = new WeakMap<Tx, Claim>();

  constructor(
    private readonly inbox: Inbox,
    private readonly parking: Parking,
    private readonly deadLetters: DeadLetters,
    private readonly policyOf: RetryPolicies = () => defaultRetryPolicy,
    private readonly log: Logger = silent,
  ) {}

  async claim(
    tx: Tx,
    units: readonly WorkUnit[],
    failed: ReadonlyMap<WorkUnit, Error>,
    repetitions: Promise<ReadonlySet<WorkUnit>>,
  ): Promise<ReadonlySet<WorkUnit>> {
    const [duplicates, parked] = await Promise.all([repetitions, this.parking.parked(tx, sequencesOf(units))]);
    const blocked = new Set(parked);
    const run = new Set<WorkUnit>();
    for (const unit of units) {
      if (duplicates.has(unit)) continue;
      const error = failed.get(unit);
      if (error === undefined && !blocked.has(nameOf(unit))) run.add(unit);
      else if (error !== undefined && !this.#diesAtOnce(unit, error)) blocked.add(nameOf(unit));
    }
    this.#claims.set(tx, { duplicates, parked });
    return run;
  }

  /**
   * Throws `SequenceFull` when a unit's sequence has no room: its partition then waits instead of growing it further.
   */
  requireCapacity(units: readonly WorkUnit[]): void {
    this.parking.requireCapacity(sequencesOf(units));
  }

  async settle(tx: Tx, outcomes: ReadonlyMap<WorkUnit, Outcome>): Promise<void> {
    const { duplicates, parked } = this.#claims.get(tx)!;
    const left = [...outcomes].filter(([unit, outcome]) => outcome.kind !== 'done' && !duplicates.has(unit));
    if (left.length === 0) return;
    const dead = left.filter(
      ([unit, outcome]) =>
        outcome.kind === 'failed' &&
        this.#diesAtOnce(unit, outcome.error) &&
        (unit.broken !== undefined || !parked.has(nameOf(unit))),
    );
    const toPark = left.filter((entry) => !dead.includes(entry));
    this.inbox.settle(
      tx,
      dead.map(([unit]) => markOf(unit.message)),
      'dead',
    );
    this.inbox.settle(
      tx,
      toPark.map(([unit]) => markOf(unit.message)),
      'parked',
    );
    tx.afterCommit(() => left.forEach(([unit, outcome]) => this.#tell(unit, outcome)));
    if (dead.length > 0)
      await this.deadLetters.add(
        tx,
        dead.map(([unit, outcome]) => ({ ...described(unit), error: (outcome as Outcome & { kind: 'failed' }).error })),
      );
    if (toPark.length > 0)
      await this.parking.park(
        tx,
        toPark.map(([unit, outcome]) => ({
          ...described(unit),
          ...(outcome.kind === 'failed' ? { failure: outcome.error } : {}),
        })),
      );
  }

  #tell(unit: WorkUnit, outcome: Outcome): void {
    if (outcome.kind !== 'failed') return;
    const { message, parts } = unit;
    const { error } = outcome;
    if (isWaiting(error)) return tellWaiting(this.log, { message, error });
    const { delaysMs } = this.policyOf(message.type);
    const nextMs = this.#diesAtOnce(unit, error) ? undefined : delaysMs[0];
    tellFailedTry(this.log, { message, known: parts.length > 0, error, tries: 1, of: delaysMs.length + 1, nextMs });
  }

  /** Where its death holds its sequence it is parked first, and dies there: what comes behind it is then behind it. */
  #diesAtOnce(unit: WorkUnit, error: Error): boolean {
    const { afterDeath, delaysMs } = this.policyOf(unit.message.type);
    return afterDeath === 'go-on' && (isHopeless(error) || (delaysMs.length === 0 && !isWaiting(error)));
  }
}

const described = (unit: WorkUnit) => ({
  ...sequenceOf(unit),
  messageId: unit.message.inboxId,
  type: unit.message.type,
  record: unit.record!,
});
const sequenceOf = (unit: WorkUnit): SequenceRef => ({ topic: unit.record!.topic, key: unit.message.key });
const nameOf = (unit: WorkUnit): string => sequenceName(sequenceOf(unit));

function sequencesOf(units: readonly WorkUnit[]): SequenceRef[] {
  const byName = new Map(units.map((unit) => [nameOf(unit), sequenceOf(unit)]));
  return [...byName.keys()].sort().map((name) => byName.get(name)!);
}
