import { z } from 'zod';
import { instant } from '../../message/instant.js';
import { ERROR_HEADERS } from '../../recovery/dead-letters/dlq-record.js';
import type { Failure } from '../../runtime/failure.js';

const text = z.string().min(1);
const failures = z.array(
  z.object({ at: instant({ offset: true }).optional(), errorClass: z.string(), message: z.string() }),
);

/** By the names of our headers: how each is read. Partition and offset are -1 of what never was in a topic. */
const fields = {
  'dead-letter-id': z.uuid(),
  'message-id': text,
  topic: text,
  partition: z
    .string()
    .regex(/^(-1|\d{1,9})$/)
    .transform(Number),
  offset: z.string().regex(/^(-1|\d{1,18})$/),
  timestamp: instant().transform((time) => new Date(time)),
  attempts: z
    .string()
    .regex(/^[1-9]\d{0,5}$/)
    .transform(Number),
  'exception.class.name': text,
  history: z.string().transform((json, context) => {
    const read = failures.safeParse(jsonOf(json));
    if (read.success) return read.data.slice(0, -1).map((failure): Failure => ({ ...failure, stack: '' }));
    context.addIssue('is no history');
    return z.NEVER;
  }),
} as const;
type Fields = { readonly [Name in keyof typeof fields]: z.output<(typeof fields)[Name]> };

export interface ParsedHeaders {
  /** What is there and can be read. */
  readonly fields: Partial<Fields>;
  /** What is not. Of a record whose original is too large for the topic, also its `value`. */
  readonly lacks: readonly string[];
}

/**
 * What the headers of a record of `<service>.dlq` tell of the failure. The history ends with the
 * death itself, and has no stacks.
 */
export function parseHeaders(headers: Readonly<Record<string, string>>): ParsedHeaders {
  const read = Object.entries(fields).map(
    ([name, field]) => [name, field.safeParse(headers[`${ERROR_HEADERS}${name}`])] as const,
  );
  const lacks = read.filter(([, { success }]) => !success).map(([name]) => name);
  return {
    fields: Object.fromEntries(read.filter(([, { success }]) => success).map(([name, { data }]) => [name, data])),
    lacks: headers[`${ERROR_HEADERS}value`] === 'pointer' ? [...lacks, 'value'] : lacks,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
