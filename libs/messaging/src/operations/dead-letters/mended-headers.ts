import { decode } from '../../message/cloudevents.js';
import { OWN_PREFIX } from '../../recovery/dead-letters/own-headers.js';
import { storable } from '../../runtime/storable.js';
import type { Difference } from '../schemas/common.js';
import { diffOf } from './diff.js';
import type { Issue } from './issues.js';

type Headers = Readonly<Record<string, string>>;
/** By name: the new value; null takes the header away. What is not named stays. */
export type HeaderPatch = Readonly<Record<string, string | null>>;

export interface MendedHeaders {
  readonly headers: Headers;
  /** Just what it changes. */
  readonly patch: HeaderPatch;
  readonly diff: readonly Difference[];
  readonly issues: readonly Issue[];
}

/** What stays the original's, and as a part of what: another one would be another message. */
const LOCKED: Readonly<Record<string, string>> = {
  ce_id: 'its id',
  ce_partitionkey: 'its key',
  ce_correlationid: 'its place in its saga',
  ce_causationid: 'its place in its saga',
  ce_sagastep: 'its place in its saga',
  ce_ask: 'its place in its saga',
  ce_deadline: 'its place in its saga',
  traceparent: 'its trace',
  tracestate: 'its trace',
  baggage: 'its trace',
};
/** For people: which headers an edit does not change. */
export const LOCKED_HEADERS = `${Object.keys(LOCKED)
  .map((name) => `\`${name}\``)
  .join(', ')} and all that begin with \`${OWN_PREFIX}\``;

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The headers with some of them mended, and what speaks against it. */
export function mendHeaders(original: Headers, wanted: HeaderPatch): MendedHeaders {
  const patch = Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => value !== (original[name] ?? null)),
  );
  const headers = Object.fromEntries(
    Object.entries({ ...original, ...patch }).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  return {
    headers,
    patch,
    diff: diffOf(original, headers),
    issues: Object.entries(patch).flatMap(([name, value]) => issueOf(original, name, value)),
  };
}

function issueOf(original: Headers, name: string, value: string | null): Issue[] {
  const path = `headers.${name}`;
  const part = lockedAs(original, name);
  if (part !== undefined) return [{ path, message: `is locked: it is ${part}, which stays the original's` }];
  return storable(name) === name && storable(value ?? '') === (value ?? '')
    ? []
    : [{ path, message: 'holds characters that cannot be stored' }];
}

/**
 * A header that nobody can read, e.g. a deadline that is not a time, keeps its message from
 * being read at all: it may be mended.
 */
function lockedAs(original: Headers, name: string): string | undefined {
  if (name.startsWith(OWN_PREFIX)) return 'written by the library';
  const part = name === 'ce_source' && isPartOfId(original) ? 'part of its id, which is no UUID' : LOCKED[name];
  return original[name] === undefined || isReadable(name, original[name]) ? part : undefined;
}

const isPartOfId = ({ ce_id: id }: Headers): boolean => Boolean(id) && !UUID.test(id!);

function isReadable(name: string, value: string): boolean {
  try {
    decode({
      topic: '',
      partition: 0,
      offset: '0',
      key: null,
      value: Buffer.from('{}'),
      timestamp: new Date(0),
      headers: { ce_type: 'any', [name]: value },
    });
    return true;
  } catch {
    return false;
  }
}
