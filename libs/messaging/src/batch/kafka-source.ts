import type { Tx } from '../runtime/database.js';
import type { Intake, Job, Outcome } from '../handler/work-unit.js';
import { sequenceName, type DeadLetters, type Parking, type SequenceRef } from '../recovery/ports.js';
import { defaultRetryPolicy, isHopeless } from '../recovery/parking/retry-policy.js';
import { type RetryPolicies } from '../handler/retries.js';
import { markOf, type Inbox, type InboxMark } from '../inbox/inbox.js';

/** What a transaction found when it claimed: kept until it settles. */
interface Claim {
  readonly duplicates: ReadonlySet<Job>;
  readonly parked: ReadonlySet<string>;
}

/** Records from Kafka: each taken once, those behind a parked one parked behind it, those that fail parked or dead-lettered. */
export class KafkaIntake implements Intake {
  readonly name = 'kafka';
  readonly #claims = new WeakMap<Tx, Claim>();

  constructor(private readonly inbox: Inbox, private readonly parking: Parking, private readonly deadLetters: DeadLetters, private readonly policyOf: RetryPolicies = () => defaultRetryPolicy) {}

  async claim(tx: Tx, jobs: readonly Job[], failed: ReadonlyMap<Job, Error>): Promise<ReadonlySet<Job>> {
    const [fresh, parked] = await Promise.all([this.inbox.mark(tx, sortedMarks(jobs)), this.parking.parked(tx, sequencesOf(jobs))]);
    const unseen = new Set(fresh);
    const duplicates = new Set(jobs.filter((job) => !unseen.delete(job.message.inboxId)));
    const blocked = new Set(parked);
    const run = new Set<Job>();
    for (const job of jobs) {
      if (duplicates.has(job)) continue;
      const error = failed.get(job);
      if (error === undefined && !blocked.has(nameOf(job))) run.add(job);
      else if (error !== undefined && !this.#diesAtOnce(job, error)) blocked.add(nameOf(job));
    }
    this.#claims.set(tx, { duplicates, parked });
    return run;
  }

  /** Throws `SequenceFull` when a job's sequence has no room: its partition then waits instead of growing it further. */
  insistRoom(jobs: readonly Job[]): void {
    this.parking.insistRoom(sequencesOf(jobs));
  }

  async settle(tx: Tx, outcomes: ReadonlyMap<Job, Outcome>): Promise<void> {
    const { duplicates, parked } = this.#claims.get(tx)!;
    const left = [...outcomes].filter(([job, outcome]) => outcome.kind !== 'done' && !duplicates.has(job));
    if (left.length === 0) return;
    const dead = left.filter(([job, outcome]) => outcome.kind === 'failed' && this.#diesAtOnce(job, outcome.error) && (job.broken !== undefined || !parked.has(nameOf(job))));
    const toPark = left.filter((entry) => !dead.includes(entry));
    this.inbox.settle(tx, dead.map(([job]) => markOf(job.message)), 'dead');
    this.inbox.settle(tx, toPark.map(([job]) => markOf(job.message)), 'parked');
    if (dead.length > 0) await this.deadLetters.bury(tx, dead.map(([job, outcome]) => ({ ...described(job), error: (outcome as Outcome & { kind: 'failed' }).error })));
    if (toPark.length > 0) await this.parking.park(tx, toPark.map(([job, outcome]) => ({ ...described(job), ...(outcome.kind === 'failed' ? { failure: outcome.error } : {}) })));
  }

  /** Where its death holds its sequence it is parked first, and dies there: what comes behind it is then behind it. */
  #diesAtOnce(job: Job, error: Error): boolean {
    const { afterDeath, delaysMs } = this.policyOf(job.message.type);
    return afterDeath === 'go-on' && (isHopeless(error) || delaysMs.length === 0);
  }
}

const described = (job: Job) => ({ ...sequenceOf(job), messageId: job.message.inboxId, type: job.message.type, record: job.record! });
const sequenceOf = (job: Job): SequenceRef => ({ topic: job.record!.topic, key: job.message.key });
const nameOf = (job: Job): string => sequenceName(sequenceOf(job));

function sequencesOf(jobs: readonly Job[]): SequenceRef[] {
  const byName = new Map(jobs.map((job) => [nameOf(job), sequenceOf(job)]));
  return [...byName.keys()].sort().map((name) => byName.get(name)!);
}

function sortedMarks(jobs: readonly Job[]): InboxMark[] {
  const byId = new Map(jobs.map((job) => [job.message.inboxId, markOf(job.message)]));
  return [...byId.keys()].sort().map((id) => byId.get(id)!);
}
