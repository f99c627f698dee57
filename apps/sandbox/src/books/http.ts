import { randomBytes } from 'node:crypto';
import { Headers } from '@nestjs/common';
import { plainId, Problem } from '@sagaworks/chassis';
import type { Operation, Verdict } from './operations.js';

/** Of a row of the books, or the key it was made under. */
export const id = plainId();

/** The header `Idempotency-Key` of a request, or a problem document that names it. */
export function idempotencyKey(header: string | undefined): string {
  const key = id.safeParse(header);
  if (key.success) return key.data;
  const message = 'Needed: 1 to 200 characters; the same key gets the same answer for ever';
  throw new Problem({
    status: 400,
    code: 'invalid-request',
    detail: `Idempotency-Key: ${message}`,
    errors: [{ path: 'Idempotency-Key', message }],
  });
}
export const IdempotencyKey = (): ParameterDecorator => Headers('idempotency-key');

/** The operation as the answer's body, or the problem that the verdict stands for. */
export function answerOf<Op extends Operation>(verdict: Verdict<Op>): Op {
  switch (verdict.kind) {
    case 'operation':
      return verdict.operation;
    case 'key-taken':
      throw new Problem({
        status: 422,
        code: 'key-taken',
        detail: 'This Idempotency-Key was used for another request.',
      });
    case 'unavailable':
      throw new Problem({
        status: 503,
        code: 'unavailable',
        detail: 'The processor is busy; nothing was done.',
        retryAfter: 1,
      });
    default:
      return verdict satisfies never;
  }
}

export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;

export function found<Found>(what: Found | undefined, detail: string): Found {
  if (what === undefined) throw new Problem({ status: 404, code: 'not-found', detail });
  return what;
}
