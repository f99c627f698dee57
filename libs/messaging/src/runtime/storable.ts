import { createHash } from 'node:crypto';

/**
 * PostgreSQL refuses NUL in text, and half a surrogate pair in JSON: what a stranger sent must not make the transaction
 * fail.
 */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD');

/** The text cut to at most `characters`, ending in `…` when something was cut. */
export const bounded = (text: string, characters: number): string =>
  storable(text.length <= characters ? text : `${text.slice(0, characters - 1)}…`);

/** Indexed columns take up to about 2,700 bytes: a longer key is told apart by its hash. */
const INDEXED_BYTES = 1_000;
export const indexable = (text: string): string => {
  const stored = storable(text);
  if (Buffer.byteLength(stored) <= INDEXED_BYTES) return stored;
  return storable(`${text.slice(0, 100)}…sha256:${createHash('sha256').update(text).digest('hex')}`);
};

export const storableHeaders = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [storable(name), storable(value)]));
