import { z } from 'zod';

/** `?limit=&cursor=` of lists that page by a database number. */
export const numberPage = {
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, 'Give the nextCursor of an earlier answer, unchanged')
    .optional(),
};
