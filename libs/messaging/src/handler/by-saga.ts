import type { Message } from '../message/message.js';

/** The business key of all that a saga asks for: its id, or the message's own key where another tool sent the command. */
export const sagaIdOf = ({ correlationId, key }: Message): string => correlationId ?? key;

/** The `needs` of a handler whose rows are known by the saga that asks. */
export const bySaga = (_data: unknown, message: Message): string[] => [sagaIdOf(message)];
