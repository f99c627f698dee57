import { z } from 'zod';
import { isStorableTime } from './storable-time.js';

/** An RFC 3339 time that the database can keep. */
export const instant = (options?: Parameters<typeof z.iso.datetime>[0]) =>
  z.iso.datetime(options).refine((text) => isStorableTime(new Date(text)), 'Must be of the years 1 to 9999');
