import { z } from 'zod';
import { id, time, type Served } from './common.js';

export const parkedStates = ['retrying', 'waiting', 'held', 'full'] as const;

/** A key that waits behind a failing message, and what waits behind it. */
export const ParkedSequence = z.object({
  topic: z.string(),
  key: z.string(),
  state: z
    .enum(parkedStates)
    .describe(
      '`waiting` for what `waitsFor` names, `held` behind a dead message until it is redriven or discarded, `full` at the length limit: its partition waits',
    ),
  waitsFor: z
    .string()
    .nullable()
    .describe(
      'The class of the error: `UnknownVersion` for a newer version of this service, `RowLocked` for whoever holds a row',
    ),
  length: z.int(),
  tries: z.int(),
  nextTryAt: time.nullable(),
  fullSince: time.nullable(),
  firstFailedAt: time.nullable(),
  lastError: z.string().nullable(),
  head: z.object({ messageId: z.string(), type: z.string(), deadLetterId: id.nullable() }).nullable(),
});
export type ParkedSequence = Served<typeof ParkedSequence>;

export const GivenUpHead = z.object({ deadLetterId: id });
export type GivenUpHead = Served<typeof GivenUpHead>;
