import { contextFor } from '../handler/context.js';
import type { Context } from '../handler/handler.js';
import { derivedId } from '../message/ids.js';
import type { Message } from '../message/message.js';

/**
 * What a decision is told besides its state, for testing one without a broker, a database or a clock. `message`
 * overrides attributes, e.g. `deadline`.
 */
export function contextOf<D>(
  data: D,
  message: Partial<Message<D>> = {},
  now: Date = new Date('2030-01-01T12:00:00.000Z'),
): Context<D> {
  const id = message.id ?? '00000000-0000-4000-8000-000000000001';
  const whole: Message<D> = {
    id,
    inboxId: id,
    type: 'test.message',
    version: 1,
    source: '/test',
    time: now,
    key: id,
    data,
    trace: {},
    ...message,
  };
  return contextFor(whole, now, (name) => derivedId(id, 'test', name)) as Context<D>;
}
