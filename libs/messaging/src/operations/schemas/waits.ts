import { z } from 'zod';
import { CONDITIONS } from '../waits/conditions.js';
import { time, type Served } from './common.js';

const names = CONDITIONS.map(({ name }) => name);

/** Something that waits, with the oldest of its kind. */
export const WaitItem = z.object({
  name: z.enum(names),
  of: z.string().describe('Which party, partition, cause or saga; empty where there is only one'),
  text: z.string(),
  count: z.int().describe('Counted up to 1,000'),
  since: time,
  why: z.string().nullable(),
  age: z.number().describe('Seconds'),
  bound: z.number().describe('Seconds; 0: it waits for a person from the start'),
  over: z.boolean().describe('Too long: there is an alert'),
  unready: z.boolean().describe('Too long it is the service’s own trouble: it takes no traffic'),
  next: z.string().describe('The command that shows or mends it'),
  look: z.string(),
  own: z.boolean().describe('Only the process that answers knows'),
});
export type WaitItem = Served<typeof WaitItem>;
