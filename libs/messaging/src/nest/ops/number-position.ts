import { z } from 'zod';

/** Where a list that goes by a database number goes on: after that number. */
export const numberPosition = z.string().regex(/^\d{1,18}$/);
