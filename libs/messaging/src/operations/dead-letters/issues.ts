import type { AnyContract } from '../../message/contract.js';
import { decode } from '../../message/cloudevents.js';
import type { Message, ReceivedRecord } from '../../message/message.js';
import { upcast } from '../../message/read.js';

/** One thing that is wrong with a message, and where. */
export interface Issue {
  /** Dotted, within the data; `headers`, or `headers.<name>`, where the headers are at fault. */
  readonly path: string;
  readonly message: string;
}

/**
 * What would keep this record from being read as a message of the contract; its key must stay the
 * record's, or its order would be lost.
 */
export function issuesOf(contract: AnyContract, record: ReceivedRecord): Issue[] {
  const read = attempt('headers', () => decode(record));
  if ('issue' in read) return [read.issue];
  const upcasted = attempt('data', () => upcast(contract, read.value.version, read.value.data));
  if ('issue' in upcasted) return [upcasted.issue];
  const unfit = contract.schema.safeParse(upcasted.value).error?.issues ?? [];
  return [
    ...unfit.map((issue) => ({ path: issue.path.join('.') || 'data', message: issue.message })),
    ...keyIssues(contract, read.value, record),
  ];
}

/** A record without a key has no order to lose. */
function keyIssues({ key: field }: AnyContract, { key, data }: Message, record: ReceivedRecord): Issue[] {
  if (record.key === null) return [];
  const value = (data as Record<string, unknown> | null)?.[field];
  return value === undefined || String(value) === key
    ? []
    : [{ path: field, message: `is the key and must stay ${JSON.stringify(key)}` }];
}

function attempt<T>(path: string, read: () => T): { readonly value: T } | { readonly issue: Issue } {
  try {
    return { value: read() };
  } catch (error) {
    return { issue: { path, message: (error as Error).message } };
  }
}
