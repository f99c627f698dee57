import { z } from 'zod';
import { FAULT_POINTS } from '../../faults/points.js';
import { listSchema, time, type Served } from './common.js';

/** A fault as it is in effect. */
export const FaultItem = z.object({
  id: z.string(),
  point: z.enum(FAULT_POINTS),
  action: z.string(),
  type: z.string().nullable(),
  key: z.string().nullable(),
  share: z.number().nullable(),
  times: z.int().nullable(),
  delayMs: z.number().nullable(),
  hits: z.int(),
  state: z.enum(['in-effect', 'spent', 'expired']),
  since: time,
  until: time.nullable().describe('null: until it is cleared'),
});
export type FaultItem = Served<typeof FaultItem>;
const point = z.object({
  point: z.enum(FAULT_POINTS),
  what: z.string(),
  actions: z.array(z.string()),
  choosesMessages: z.boolean(),
});
export const FaultList = listSchema(FaultItem).extend({ isOn: z.boolean(), points: z.array(point) });
export type FaultList = Served<typeof FaultList>;
