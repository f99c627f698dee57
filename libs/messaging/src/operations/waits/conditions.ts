import type { Condition, Found } from './condition.js';
import * as sql from './statements.js';

const MINUTE = 60;
const because = ({ why }: Found): string => (why === null ? '' : `: ${why}`);
const waits = (): string => '/ops/waits';
const always = (command: string) => (): string => command;
const waitedFor = (errorClass: string): string =>
  ({ UnknownVersion: 'a version of the service that knows their message', RowLocked: 'whoever holds a row' })[
    errorClass
  ] ?? errorClass;
const partOf = (of: string, at: number): string => of.split('/')[at] ?? '';

/**
 * Every way to wait that a service has. From it come the gauges `messaging.wait.age`,
 * alerts, the lines and the exit code of
 * `sagaworks status`, and what `/health/ready` says of the service's own trouble. A new wait is one row.
 */
export const CONDITIONS = [
  {
    name: 'dead-letters',
    text: ({ why }) => why ?? 'messages failed for good',
    bound: 0,
    next: (of) => `sagaworks dlq group ${of}`,
    look: (of) => `/ops/dead-letter-groups/${of}`,
    unready: false,
    sql: sql.DEAD,
  },
  {
    name: 'stuck-sequences',
    text: ({ of }) =>
      `${partOf(of, 0)}${of.endsWith('/full') ? ': keys are at their length limit, so their partitions wait' : ': keys wait behind a dead message until it is redriven or discarded'}`,
    bound: 0,
    next: (of) => `sagaworks dlq parked --state ${partOf(of, 1)}`,
    look: (of) => `/ops/parked?state=${partOf(of, 1)}`,
    unready: false,
    sql: sql.STUCK,
  },
  {
    name: 'sagas-need-operator',
    text: ({ of }) => `${of}: instances cannot go on without a person`,
    bound: 0,
    next: (of) => `sagaworks saga list --status needs-operator --saga ${of}`,
    look: always('/ops/sagas?status=needs-operator'),
    unready: false,
    sql: sql.NEED_OPERATOR,
  },
  {
    name: 'redrive-halted',
    text: () => 'a redrive of many has halted, because failures came back',
    bound: 0,
    next: (of) => `sagaworks dlq operations show ${of}`,
    look: (of) => `/ops/redrives/${of}`,
    unready: false,
    sql: sql.HALTED,
  },
  {
    name: 'calls-open',
    text: (found) => `calls to ${found.of} wait for their answer${because(found)}`,
    bound: 10 * MINUTE,
    next: (of) => `sagaworks calls --state open --party ${of}`,
    look: (of) => `/ops/calls?state=open&party=${of}`,
    unready: false,
    sql: sql.CALLS_OPEN,
  },
  {
    name: 'calls-failing',
    text: (found) => `calls of ${found.of} fail again and again${because(found)}`,
    bound: 60 * MINUTE,
    next: (of) => `sagaworks calls --state open --party ${of.split(' ')[0]!}`,
    look: (of) => `/ops/calls?state=open&party=${of.split(' ')[0]!}`,
    unready: false,
    sql: sql.CALLS_FAILING,
  },
  {
    name: 'answers-failing',
    text: (found) => `answers of ${found.of} cannot be brought in${because(found)}`,
    bound: 2 * MINUTE,
    next: (of) => `sagaworks calls --state answer-failed --party ${of}`,
    look: (of) => `/ops/calls?state=answer-failed&party=${of}`,
    unready: false,
    sql: sql.ANSWERS_FAILING,
  },
  {
    name: 'outbox-unsent',
    text: () => 'messages wait to be sent',
    bound: MINUTE,
    next: always('sagaworks outbox status'),
    look: always('/ops/outbox/status'),
    unready: true,
    sql: sql.UNSENT,
  },
  {
    name: 'relay-leaderless',
    text: (found) => `nobody sends${because(found)}`,
    bound: 15,
    next: always('sagaworks outbox status'),
    look: always('/ops/outbox/status'),
    unready: true,
    sql: sql.LEADERLESS,
  },
  {
    name: 'records-unhandled',
    text: (found) => `records of ${found.of} wait to be handled${because(found)}`,
    bound: 2 * MINUTE,
    next: always('sagaworks status'),
    look: always('/ops/consumers'),
    unready: false,
  },
  {
    name: 'partition-blocked',
    text: (found) => `partition ${found.of} stands still${because(found)}`,
    bound: 15,
    next: always('sagaworks status'),
    look: always('/ops/consumers'),
    unready: true,
  },
  {
    name: 'records-skipped',
    text: (found) => `records of ${found.of} were deleted before they were read${because(found)}`,
    bound: 0,
    next: always('sagaworks status'),
    look: always('/ops/consumers'),
    unready: false,
  },
  {
    name: 'deadlines-late',
    text: () => 'sagas are past their deadlines, and nobody has acted on them',
    bound: MINUTE,
    next: always('sagaworks saga list --status running --older-than 1m'),
    look: always('/ops/sagas?status=running&olderThan=1m'),
    unready: true,
    sql: sql.DEADLINES,
  },
  {
    name: 'sagas-still',
    text: ({ of }) => `${of}: instances have not moved, and no deadline will move them`,
    bound: 60 * MINUTE,
    next: (of) => `sagaworks saga list --status running --saga ${of} --older-than 1h`,
    look: (of) => `/ops/sagas?status=running&saga=${of}&olderThan=1h`,
    unready: false,
    sql: sql.STILL,
  },
  {
    name: 'keys-retrying',
    text: (found) => `keys of ${found.of} wait behind a message that is tried again and again${because(found)}`,
    bound: 15 * MINUTE,
    next: always('sagaworks dlq parked --state retrying'),
    look: always('/ops/parked?state=retrying'),
    unready: false,
    sql: sql.RETRYING,
  },
  {
    name: 'keys-waiting',
    text: (found) => `keys of ${partOf(found.of, 0)} wait for ${waitedFor(partOf(found.of, 1))}${because(found)}`,
    bound: 5 * MINUTE,
    next: always('sagaworks dlq parked --state waiting'),
    look: always('/ops/parked?state=waiting'),
    unready: false,
    sql: sql.WAITING,
  },
  {
    name: 'topics-missing',
    text: (found) => `messages wait for topic ${found.of}, which is not there${because(found)}`,
    bound: MINUTE,
    next: always('sagaworks outbox status'),
    look: waits,
    unready: false,
  },
  {
    name: 'snapshot-open',
    text: (found) =>
      `a transaction keeps the past from being cleared away, which makes every queue slower${because(found)}`,
    bound: 10 * MINUTE,
    next: always('psql -c "SELECT * FROM pg_stat_activity WHERE backend_xmin IS NOT NULL ORDER BY xact_start"'),
    look: waits,
    unready: false,
    sql: sql.SNAPSHOTS,
  },
  {
    name: 'units-waiting',
    text: (found) => `work waits for the batch runner${because(found)}`,
    bound: 10,
    next: always('sagaworks status'),
    look: waits,
    unready: true,
  },
  {
    name: 'admission-closed',
    text: (found) => `new requests are refused${because(found)}`,
    bound: 5 * MINUTE,
    next: always('sagaworks status'),
    look: waits,
    unready: false,
  },
] as const satisfies readonly Condition[];

export type ConditionName = (typeof CONDITIONS)[number]['name'];

/** Those that only a process itself can tell; whoever knows gives what waits there now. */
export type OwnCondition = Exclude<(typeof CONDITIONS)[number], { readonly sql: string }>['name'];
export type OwnWaits = Readonly<Partial<Record<OwnCondition, () => readonly Found[]>>>;
