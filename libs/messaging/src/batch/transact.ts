import type { Tx } from '../runtime/database.js';
import type { MessageSource, WorkUnit, Outcome, Part } from '../handler/work-unit.js';
import type { WorkSpan } from '../tracing/spans.js';
import type { InDoubt } from './in-doubt.js';
import { LoadedStores } from './loaded-stores.js';
import { repetitionsOf } from './marks.js';
import type { Pipeline } from './pipeline.js';
import type { Patience } from './settlement.js';
import { followUp, UnitRun } from './unit-run.js';

/** What is known of the units before this try. */
export interface Tried {
  readonly failed: ReadonlyMap<WorkUnit, Error>;
  readonly spans: ReadonlyMap<WorkUnit, WorkSpan>;
  readonly doubts: InDoubt;
  readonly patience: Patience;
}

/**
 * One try at a batch in one transaction. The order, and why:
 * mark and claim (a repetition must not load) → load (locks, in one order everywhere) → decide (pure, arrival order) →
 * follow-ups (own events, same transaction) → save → settle → outbox and pending calls (last, so that their numbers
 * follow the locks).
 */
export async function transact(
  pipeline: Pipeline,
  tx: Tx,
  units: readonly WorkUnit[],
  { failed, spans, doubts, patience }: Tried,
): Promise<ReadonlyMap<WorkUnit, Outcome>> {
  const sources = groupBySource(units);
  const marking = repetitionsOf(pipeline.inbox, tx, units);
  const claims = [...sources].map(([source, own]) => claim(source, tx, own, failed, marking));
  // While somebody holds a row, what does not run must not ask for it: it is found out first, and the load comes later.
  const runnable = patience === 'full' ? units.filter((unit) => !failed.has(unit)) : await claimedOf(claims, units);
  const stores = new LoadedStores(pipeline.stores);
  const loaded = stores.load(tx, needsOf(runnable), pipeline.sagas);
  const [now, claimed, repeated] = await Promise.all([tx.now, Promise.all(claims), marking, loaded]);
  const toRun = new Set(claimed.flatMap((unitsOfSource) => [...unitsOfSource]));

  const decided = runnable
    .filter((unit) => toRun.has(unit))
    .map((unit) => new UnitRun(pipeline, unit, now, spans.get(unit)!, stores));
  for (const run of decided) run.decide(run.unit.parts);
  for (let wave = decided; wave.length > 0; wave = wave.filter((run) => run.pending.length > 0))
    await followUp(tx, wave, stores);

  await Promise.all(stores.save(tx));
  const outcomes = outcomesOf(units, failed, doubts.committed(repeated), decided);
  await Promise.all(
    [...sources].map(([source, own]) => source.settle(tx, new Map(own.map((unit) => [unit, outcomes.get(unit)!])))),
  );
  pipeline.undos?.note(
    tx,
    decided.map(({ unit }) => unit.message),
  );
  const effects = decided.map((run) => run.effects);
  const calls = effects.flatMap((each) => each.calls);
  const records = effects.flatMap((each) => each.records);
  if (calls.length > 0) pipeline.calls.write(tx, calls);
  if (records.length > 0) pipeline.outbox.write(tx, records);
  return outcomes;
}

const claimedOf = async (claims: readonly Promise<ReadonlySet<WorkUnit>>[], units: readonly WorkUnit[]) => {
  const claimed = await Promise.all(claims);
  return units.filter((unit) => claimed.some((set) => set.has(unit)));
};

/** All that has neither failed nor come before, where the source does not say otherwise. */
async function claim(
  source: MessageSource,
  tx: Tx,
  units: readonly WorkUnit[],
  failed: ReadonlyMap<WorkUnit, Error>,
  marking: Promise<ReadonlySet<WorkUnit>>,
): Promise<ReadonlySet<WorkUnit>> {
  if (source.claim !== undefined) return source.claim(tx, units, failed, marking);
  const repeated = source.marked === true ? await marking : undefined;
  return new Set(units.filter((unit) => !failed.has(unit) && !repeated?.has(unit)));
}

function needsOf(units: readonly WorkUnit[]): { unit: WorkUnit; part: Part }[] {
  return units.flatMap((unit) => unit.parts.map((part) => ({ unit, part })));
}

function groupBySource(units: readonly WorkUnit[]): Map<MessageSource, WorkUnit[]> {
  const groups = new Map<MessageSource, WorkUnit[]>();
  for (const unit of units) {
    const group = groups.get(unit.source);
    if (group === undefined) groups.set(unit.source, [unit]);
    else group.push(unit);
  }
  return groups;
}

function outcomesOf(
  units: readonly WorkUnit[],
  failed: ReadonlyMap<WorkUnit, Error>,
  committed: ReadonlyMap<WorkUnit, Outcome>,
  decided: readonly UnitRun[],
): Map<WorkUnit, Outcome> {
  const outcomes = new Map<WorkUnit, Outcome>();
  for (const unit of units)
    outcomes.set(
      unit,
      failed.has(unit) ? { kind: 'failed', error: failed.get(unit)! } : (committed.get(unit) ?? { kind: 'skipped' }),
    );
  for (const { unit, effects } of decided) outcomes.set(unit, { kind: 'done', reply: effects.reply });
  return outcomes;
}
