import { z } from 'zod';

/**
 * The shape of every error, for `@ApiResponse({ status: 404, standardSchema: problemSchema })`; the document
 * tells it as `application/problem+json`.
 */
export const problemSchema = z.looseObject({
  type: z.string().describe('`urn:problem:<code>`; a program may switch on it'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional().describe('The address that was asked; absent where no request could be read'),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
