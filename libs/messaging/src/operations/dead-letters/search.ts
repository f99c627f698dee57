import { z } from 'zod';
import { deadLetterStatuses } from '../schemas/dead-letters.js';

const text = z.string().min(1).max(1_000).optional();

/** What dead letters, and groups of them, are looked up by. */
export const searchFields = {
  status: z.enum(deadLetterStatuses).optional(),
  type: text.describe('Message type'),
  key: text.describe("The message's key: an order's id where orders are the keys"),
  sagaId: text.describe('Saga instance that the message belongs to'),
  messageId: text,
  traceId: text.describe('32 hex digits'),
  group: text.describe('Fingerprint of the cause'),
  text: text.describe('Anywhere in error, key, headers or value; upper and lower case alike in all but the value'),
};
type Search = Partial<Record<keyof typeof searchFields, string | undefined>>;

/** Holds for the letters `d` that fit; takes `$1` to `$8` from `searchValues`. */
export const FITS = `($1::text IS NULL OR d.status = $1) AND ($2::text IS NULL OR d.type = $2) AND ($3::text IS NULL OR d.key = $3)
  AND ($4::text IS NULL OR d.saga_id = $4) AND ($5::text IS NULL OR d.message_id = $5) AND ($6::text IS NULL OR d.trace_id = $6)
  AND ($7::text IS NULL OR d.fingerprint = $7) AND ($8::text IS NULL
    OR strpos(lower(concat_ws(' ', d.error_class, d.error_message, d.key, d.record_headers::text)), lower($8)) > 0
    OR position(convert_to($8, 'UTF8') IN coalesce(d.record_value, '')) > 0)`;

export const searchValues = ({
  status,
  type,
  key,
  sagaId,
  messageId,
  traceId,
  group,
  text,
}: Search): (string | null)[] =>
  [status, type, key, sagaId, messageId, traceId, group, text].map((value) => value ?? null);
