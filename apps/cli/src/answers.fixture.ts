import type {
  CallItem,
  DeadLetterDetail,
  FaultItem,
  ParkedSequence,
  RedriveOperation,
  WaitItem,
  WholeGroup,
  WholeSaga,
} from '@sagaworks/messaging/operations';
import type { z } from 'zod';

type Over<Schema extends z.ZodType> = Partial<z.input<Schema>>;
type Answer<Schema extends z.ZodType> = z.input<Schema>;

/** A list with no further page. */
export const pageOf = (...items: readonly object[]) => [200, { items, nextCursor: null }] as const;

/** A dead letter as inventory shows it. */
export const letter = (id: string, over: Over<typeof DeadLetterDetail> = {}): Answer<typeof DeadLetterDetail> => ({
  id,
  status: 'dead',
  messageId: 'm1',
  type: 'inventory.reserve-stock',
  key: 'o1',
  attempts: 6,
  redrives: 1,
  sagaId: null,
  traceId: null,
  firstFailedAt: '2026-01-01T00:00:00Z',
  lastFailedAt: '2026-01-01T00:00:01Z',
  undoneAt: null,
  fingerprint: 'f1',
  source: { topic: 'inventory.commands', partition: 2, offset: '17' },
  error: { class: 'TypeError', message: 'no such shelf', stack: 'at shelf.ts:1' },
  record: {
    time: '2026-01-01T00:00:00Z',
    headers: { ce_type: 'inventory.reserve-stock' },
    value: { text: '{"lines":[]}' },
  },
  history: [{ at: '2026-01-01T00:00:00Z', actor: 'system', kind: 'dead-lettered', detail: {}, traceId: null }],
  ...over,
});

/** The cause f1, of twelve dead letters. */
export const cause = (over: Over<typeof WholeGroup> = {}): Answer<typeof WholeGroup> => ({
  group: 'f1',
  type: 'inventory.reserve-stock',
  error: { class: 'TypeError', message: 'no such shelf', frames: ['decide stock.js'] },
  counts: { dead: 12, redriving: 0, resolved: 3, discarded: 0 },
  firstSeenAt: '2026-01-01T00:00:00Z',
  lastSeenAt: '2026-01-01T00:00:01Z',
  oldestAt: '2026-01-01T00:00:00Z',
  owner: 'bob',
  note: null,
  snoozedUntil: null,
  asOf: '2026-01-01T00:00:02.000000Z',
  history: [],
  ...over,
});

/** The redrive r1, running. */
export const redriveOfMany = (over: Over<typeof RedriveOperation> = {}): Answer<typeof RedriveOperation> => ({
  id: 'r1',
  state: 'running',
  actor: 'ada',
  createdAt: '2026-01-01T00:00:04Z',
  perSecond: 20,
  haltAfter: 1,
  metUndo: 0,
  counts: { waiting: 5, redriving: 0, succeeded: 6, failed: 0, refused: 0, cancelled: 0 },
  history: [{ at: '2026-01-01T00:00:04Z', actor: 'ada', kind: 'started', detail: {}, traceId: null }],
  ...over,
});

/** An instance of fulfil-order whose first step is asked. */
export const sagaOf = (id: string, over: Over<typeof WholeSaga> = {}): Answer<typeof WholeSaga> => ({
  id,
  saga: 'fulfil-order',
  version: 1,
  businessKey: 'o1',
  status: 'running',
  phase: { status: 'running' },
  steps: { 'reserve-stock': { at: 'asked', asks: 1 } },
  revision: 3,
  startedAt: '2026-01-01T00:00:00Z',
  changedAt: '2026-01-01T00:00:05Z',
  nextDeadline: null,
  timeline: [],
  transitions: [],
  refusedActs: [],
  ...over,
});

/** A call to the cards that fails. */
export const openCall = (over: Over<typeof CallItem> = {}): Answer<typeof CallItem> => ({
  id: 'c1',
  party: 'cards',
  operation: 'capture',
  key: 'k1',
  state: 'open',
  createdAt: '2026-01-01T00:00:00Z',
  deadline: null,
  tries: 7,
  answerTries: 0,
  lastError: 'HTTP 503',
  dueAt: '2026-01-01T00:01:00Z',
  settledAt: null,
  answer: null,
  ...over,
});

/** A key at its length limit. */
export const parkedKey = (over: Over<typeof ParkedSequence> = {}): Answer<typeof ParkedSequence> => ({
  topic: 'inventory.commands',
  key: 'o1',
  state: 'full',
  waitsFor: null,
  length: 1_000,
  tries: 3,
  nextTryAt: '2026-01-01T00:01:00Z',
  fullSince: '2026-01-01T00:00:30Z',
  firstFailedAt: '2026-01-01T00:00:00Z',
  lastError: 'no such shelf',
  head: { messageId: 'm1', type: 'inventory.reserve-stock', deadLetterId: null },
  ...over,
});

/** Calls to the cards that have waited too long. */
export const lateCalls = (over: Over<typeof WaitItem> = {}): Answer<typeof WaitItem> => ({
  name: 'calls-open',
  of: 'cards',
  text: 'calls to cards wait for their answer: no answer',
  count: 1_000,
  since: '2026-01-01T00:00:00Z',
  why: 'no answer',
  age: 840,
  bound: 600,
  over: true,
  unready: false,
  next: 'sagaworks calls --state open --party cards',
  look: '/ops/calls',
  own: false,
  ...over,
});

/** A fault that is in effect. */
export const faultSet = (over: Over<typeof FaultItem> = {}): Answer<typeof FaultItem> => ({
  id: '1',
  point: 'after-commit',
  action: 'crash',
  type: null,
  key: null,
  share: null,
  times: null,
  delayMs: null,
  hits: 0,
  state: 'in-effect',
  since: '2026-01-01T00:00:00Z',
  until: null,
  ...over,
});
