import { MessageNotBelieved } from '../errors.js';
import type { AnyContract } from './contract.js';
import type { Message, ReceivedRecord } from './message.js';

/**
 * What was put into a dead letter queue by another tool has no topic of its own; only people bring it back from there.
 */
const isDlq = (topic: string): boolean => topic.endsWith('.dlq');

/**
 * Whoever can write to a topic can write anything: a message counts only on its contract's topic, and an event only
 * from its owner. Throws `MessageNotBelieved`.
 */
export function believePlace(contract: AnyContract, record: ReceivedRecord, { source }: Message): void {
  const { kind, type, owner, topic } = contract;
  if (record.topic !== topic && !isDlq(record.topic))
    throw new MessageNotBelieved(`${type} belongs to ${topic}, and this came by ${record.topic}`);
  if (kind === 'event' && source !== `/${owner}`)
    throw new MessageNotBelieved(`${type} is told by /${owner}, and this by ${quoted(source)}`);
}

/**
 * Its order is that of its key: under another one it would stand in a line that is not its
 * own. Throws `MessageNotBelieved`.
 */
export function believeKey({ type, key }: AnyContract, record: ReceivedRecord, message: Message): void {
  const named = String((message.data as Record<string, unknown>)[key]);
  // Without a key it is in a line of its own, and in nobody's way (rule 1).
  if (record.key === null) return;
  if (message.key !== named)
    throw new MessageNotBelieved(`${type} names ${key} ${quoted(named)}, and its key is ${quoted(message.key)}`);
}

const quoted = (text: string): string => JSON.stringify(text.length <= 100 ? text : `${text.slice(0, 99)}…`);
