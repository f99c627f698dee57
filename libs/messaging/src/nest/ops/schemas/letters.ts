import { z } from 'zod';
import { deadLetterStatuses } from '../../../operations/dead-letters/search.js';
import { actor, change, event, time } from './common.js';

const status = z
  .enum(deadLetterStatuses)
  .describe('`redriving` until its handler confirms (`resolved`) or fails again (`dead`)');
const error = z.object({ class: z.string(), message: z.string() });
const undoneAt = time
  .nullable()
  .describe('Since when the undo of its action has been applied here, which a redrive meets');

/** A dead letter in a list. */
export const letter = z.object({
  id: z.uuid(),
  status,
  messageId: z.string(),
  type: z.string(),
  key: z.string(),
  fingerprint: z.string().describe('The same for all of one cause: the group'),
  source: z.object({ topic: z.string(), partition: z.int(), offset: z.string() }),
  error,
  attempts: z.int(),
  redrives: z.int(),
  sagaId: z.string().nullable(),
  traceId: z.string().nullable(),
  firstFailedAt: time,
  lastFailedAt: time,
  undoneAt,
});
const value = z.union([z.object({ text: z.string() }), z.object({ base64: z.string() })]).nullable();
/** The same whole. */
export const wholeLetter = letter.extend({
  error: error.extend({ stack: z.string() }),
  record: z.object({
    time,
    headers: z.record(z.string(), z.string()),
    value: value.describe('The original bytes, as text where they are text'),
  }),
  history: z.array(event),
});
export const settled = z.object({ id: z.uuid(), status });
export const redriven = z.object({ id: z.uuid(), status: status.optional(), dryRun: z.boolean().optional(), undoneAt });
export const rebuilt = z.object({
  read: z.int().describe('Records of the topic'),
  added: z.int(),
  foreign: z.int().describe('Of those added, that another tool or an older version put there'),
  unkept: z.int().describe('Records that the database cannot hold; the log names them'),
});

const counts = z.object(Object.fromEntries(deadLetterStatuses.map((each) => [each, z.int()])));
/** All dead letters of one cause. */
export const group = z.object({
  group: z.string(),
  type: z.string(),
  error: error.extend({ frames: z.array(z.string()) }),
  counts,
  firstSeenAt: time,
  lastSeenAt: time,
  oldestAt: time.nullable().describe('Since when the oldest that is dead has failed'),
  owner: z.string().nullable(),
  note: z.string().nullable(),
  snoozedUntil: time.nullable(),
  asOf: time.describe('Give it back to act on just those that were counted here'),
});
export const wholeGroup = group.extend({ history: z.array(event) });
export const discardedGroup = z.object({ group: z.string(), discarded: z.int() });

const edited = {
  diff: z.array(change).describe('Of the value'),
  headerDiff: z.array(change).describe('`path` is the name of the header'),
  needsApproval: z.boolean(),
};
export const edit = z.object({
  id: z.uuid(),
  at: time,
  actor,
  reason: z.string(),
  ...edited,
  approvedBy: z.string().nullable(),
  approvedAt: time.nullable(),
});
export const keptEdit = z.object({
  id: z.uuid().nullable().describe('null for a dry run'),
  dryRun: z.boolean(),
  ...edited,
});
export const approved = z.object({ id: z.uuid(), approved: z.literal(true) });
