import type { ReceivedRecord } from '../../message/message.js';
import { ERROR_HEADERS } from '../dlq-record.js';
import type { Failure } from '../failure.js';
import type { ToBury } from '../ports.js';

/** A record of `<service>.dlq` as what was once buried; `undefined` for one that is not ours or is from before it said enough. */
export function revived(record: ReceivedRecord): { readonly id: string; readonly message: ToBury } | undefined {
  const told = (name: string): string => record.headers[`${ERROR_HEADERS}${name}`] ?? '';
  const [id, messageId, topic] = [told('dead-letter-id'), told('message-id'), told('topic')];
  if (id === '' || messageId === '' || topic === '') return undefined;
  const headers = Object.fromEntries(Object.entries(record.headers).filter(([name]) => !name.startsWith(ERROR_HEADERS)));
  const original = { ...record, topic, partition: Number(told('partition')), offset: told('offset'), timestamp: new Date(told('timestamp')), headers };
  return {
    id,
    message: {
      topic, messageId, type: told('type'), key: record.key?.toString('utf8') ?? messageId, record: original,
      error: errorOf(told('exception.class.name'), told('exception.message'), told('exception.stacktrace')),
      attempts: Number(told('attempts')) || 1, history: historyOf(told('history')),
    },
  };
}

const errorOf = (name: string, message: string, stack: string): Error => Object.assign(new Error(message), { name, stack });

/** The last of them is the death itself. Stacks are not in the topic. */
function historyOf(text: string): Failure[] {
  try {
    return (JSON.parse(text) as Omit<Failure, 'stack'>[]).slice(0, -1).map((failure) => ({ ...failure, stack: '' }));
  } catch {
    return [];
  }
}
