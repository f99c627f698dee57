import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { json, type NextFunction, type Request, type Response } from 'express';
import { Problem } from '../problem.js';
import { duplicateName } from './duplicate-name.js';

/** Bytes of a request's body; more is answered 413. */
const BODY_LIMIT = 256 * 1024;
const JSON_IN_UTF8 = /^application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?;?$/i;

/**
 * A body is JSON in UTF-8 (RFC 8259) and says so, else 415: forms and plain text are what
 * other sites' pages can send unasked.
 */
export function onlyJson({ headers }: Request, _: Response, next: NextFunction): void {
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody || JSON_IN_UTF8.test(headers['content-type']?.trim() ?? '')) return next();
  throw new Problem({
    status: 415,
    code: 'not-json',
    detail: 'Bodies are taken as application/json in UTF-8.',
  });
}

/**
 * Reads it. What two readers could take for two things is refused: bytes that are no text, a name twice in an object.
 */
export const jsonBody = json({
  limit: BODY_LIMIT,
  strict: false,
  verify: (_: IncomingMessage, __: unknown, body: Buffer) => {
    if (!isUtf8(body))
      throw wrong('not-utf-8', 'The body is not UTF-8.', { path: 'body', message: 'Send text in UTF-8' });
    const name = duplicateName(body.toString('utf8'));
    if (name !== undefined)
      throw wrong('duplicate-name', 'A name stands twice in one object.', { path: name, message: 'Give it once' });
  },
});

const wrong = (code: string, detail: string, error: { path: string; message: string }): Problem =>
  new Problem({ status: 400, code, detail, errors: [error] });
