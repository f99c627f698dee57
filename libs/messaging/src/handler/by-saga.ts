import { MessageNotBelieved } from '../errors.js';
import type { Loaded } from './loaded.js';
import type { Message } from '../message/message.js';

/**
 * The business key of all that a saga asks for: its id, or the message's own key where another tool sent the command.
 */
export const sagaIdOf = ({ correlationId, key }: Message): string => correlationId ?? key;

/** The `needs` of a handler whose rows are known by the saga that asks. */
export const bySaga = (_data: unknown, message: Message): string[] => [sagaIdOf(message)];

/**
 * What the saga that asks has here already. It is about what it was first asked for: a message that names the saga and
 * something else (`about`, a field of both) is not believed. Throws `MessageNotBelieved`.
 */
export function ofSaga<Row extends Readonly<Record<About, unknown>>, About extends string>(
  rows: Pick<Loaded<Row>, 'find'>,
  message: Message<Readonly<Record<About, unknown>>>,
  about: About,
): Row | undefined {
  const row = rows.find(sagaIdOf(message));
  insistSame(sagaIdOf(message), message, about, row);
  return row;
}

/** The same for a row that is known already, e.g. of another saga than the one that asks. */
export function insistSame<About extends string>(
  sagaId: string,
  { type, data }: Pick<Message<Readonly<Record<About, unknown>>>, 'type' | 'data'>,
  about: About,
  row: Readonly<Record<About, unknown>> | undefined,
): void {
  if (row === undefined || row[about] === data[about]) return;
  throw new MessageNotBelieved(
    `${type} has ${about} ${String(data[about])}, and what saga ${sagaId} was asked first has ${String(row[about])}`,
  );
}
