import { z } from 'zod';
import { actor, Difference, HistoryLine, id, time, type Served } from './common.js';

export const deadLetterStatuses = ['dead', 'redriving', 'resolved', 'discarded'] as const;
export type DeadLetterStatus = (typeof deadLetterStatuses)[number];
const status = z
  .enum(deadLetterStatuses)
  .describe('`redriving` until its handler confirms (`resolved`) or fails again (`dead`)');
const error = z.object({ class: z.string(), message: z.string() });
const undoneAt = time
  .nullable()
  .describe('Since when the undo of its action has been applied here, which a redrive meets');

/** A dead letter in a list. */
export const DeadLetterSummary = z.object({
  id,
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
export type DeadLetterSummary = Served<typeof DeadLetterSummary>;

const ShownValue = z.union([z.object({ text: z.string() }), z.object({ base64: z.string() })]).nullable();
export type ShownValue = Served<typeof ShownValue>;

/** The same whole. */
export const DeadLetterDetail = DeadLetterSummary.extend({
  error: error.extend({ stack: z.string() }),
  record: z.object({
    time,
    headers: z.record(z.string(), z.string()),
    value: ShownValue.describe('The original bytes, as text where they are text'),
  }),
  history: z.array(HistoryLine),
});
export type DeadLetterDetail = Served<typeof DeadLetterDetail>;

export const SettledLetter = z.object({ id, status });
export type SettledLetter = Served<typeof SettledLetter>;
export const RedrivenLetter = z.object({ id, status: status.optional(), dryRun: z.boolean().optional(), undoneAt });
export type RedrivenLetter = Served<typeof RedrivenLetter>;

/** What a rebuild of the index has done. */
export const RebuiltIndex = z.object({
  read: z.int().describe('Records of the topic'),
  added: z.int(),
  foreign: z.int().describe('Of those added, that another tool or an older version put there'),
  unkept: z.int().describe('Records that the database cannot hold; the log names them'),
});
export type RebuiltIndex = Served<typeof RebuiltIndex>;

/** All dead letters of one cause: error class, top frames and message type. */
export const DeadLetterGroup = z.object({
  group: z.string(),
  type: z.string(),
  error: error.extend({ frames: z.array(z.string()) }).describe('Of the latest of them'),
  counts: z.object({ dead: z.int(), redriving: z.int(), resolved: z.int(), discarded: z.int() }),
  firstSeenAt: time,
  lastSeenAt: time,
  oldestAt: time.nullable().describe('Since when the oldest that is dead has failed'),
  owner: z.string().nullable(),
  note: z.string().nullable(),
  snoozedUntil: time.nullable(),
  asOf: z.iso.datetime().describe('Give it back to act on just those that were counted here'),
});
export type DeadLetterGroup = Served<typeof DeadLetterGroup>;
export const WholeGroup = DeadLetterGroup.extend({ history: z.array(HistoryLine) });
export type WholeGroup = Served<typeof WholeGroup>;
export const DiscardedGroup = z.object({ group: z.string(), discarded: z.int() });
export type DiscardedGroup = Served<typeof DiscardedGroup>;

const edited = {
  diff: z.array(Difference).describe('Of the value'),
  headerDiff: z.array(Difference).describe('`path` is the name of the header'),
  needsApproval: z.boolean(),
};
/** Another value, other headers or both for a dead letter. */
export const LetterEdit = z.object({
  id,
  at: time,
  actor,
  reason: z.string(),
  ...edited,
  approvedBy: z.string().nullable(),
  approvedAt: time.nullable(),
});
export type LetterEdit = Served<typeof LetterEdit>;
export const KeptEdit = z.object({ id: id.nullable().describe('null for a dry run'), dryRun: z.boolean(), ...edited });
export type KeptEdit = Served<typeof KeptEdit>;
export const ApprovedEdit = z.object({ id, approved: z.literal(true) });
export type ApprovedEdit = Served<typeof ApprovedEdit>;
