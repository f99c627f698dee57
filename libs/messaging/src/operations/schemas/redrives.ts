import { z } from 'zod';
import { actor, HistoryLine, id, time, type Served } from './common.js';

const undoneAt = time.nullable().describe('Since when its undo had been applied, which it met');
export const redriveStates = ['running', 'paused', 'halted', 'cancelled', 'done'] as const;
export const redriveItemStates = ['waiting', 'redriving', 'succeeded', 'failed', 'refused', 'cancelled'] as const;
export type RedriveItemState = (typeof redriveItemStates)[number];

/** A redrive of many. */
export const RedriveOperation = z.object({
  id,
  state: z.enum(redriveStates).describe('`halted`: by itself, because failures came back'),
  actor,
  createdAt: time,
  perSecond: z.int(),
  haltAfter: z.int(),
  counts: z.object({
    waiting: z.int(),
    redriving: z.int(),
    succeeded: z.int(),
    failed: z.int(),
    refused: z.int(),
    cancelled: z.int(),
  }),
  metUndo: z.int().describe('Of those redriven, whose undo had been applied before'),
  history: z.array(HistoryLine.extend({ at: z.iso.datetime({ offset: true }) })),
});
export type RedriveOperation = Served<typeof RedriveOperation>;

/** What became of one letter of it. */
export const RedriveItem = z.object({
  position: z.int(),
  deadLetterId: id,
  state: z.enum(redriveItemStates),
  reason: z.string().nullable().describe('Of a refusal or a failure'),
  undoneAt,
});
export type RedriveItem = Served<typeof RedriveItem>;

const refusal = z.object({ id, reason: z.string() });
export const RehearsedRedrive = z.object({
  dryRun: z.literal(true),
  total: z.int(),
  redrivable: z.int(),
  refusals: z.array(refusal),
  undone: z.array(z.object({ id, undoneAt })),
});
/** What was begun, or would be. */
export const BegunRedrive = z.union([RedriveOperation.extend({ dryRun: z.literal(false) }), RehearsedRedrive]);
export type BegunRedrive = Served<typeof BegunRedrive>;
