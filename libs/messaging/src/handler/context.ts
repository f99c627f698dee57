import type { Message } from '../message/message.js';
import type { Context } from './handler.js';

/** What a decision over a message is told at this time. */
export const contextFor = (message: Message, now: Date, id: Context['id']): Context => ({
  now,
  message,
  late: message.deadline !== undefined && message.deadline <= now,
  id,
});
