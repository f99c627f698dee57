import type { Facts, HistoryLine, Saga } from './facts.js';

/** Where the history leaves one step of a saga; a step that was never asked is in none of them. */
export type StepEnd = 'asked' | 'done' | 'refused' | 'undoing' | 'undone' | 'undo-refused';

const ENDS: Readonly<Record<string, StepEnd>> = {
  asked: 'asked',
  answered: 'done',
  refused: 'refused',
  'undo-asked': 'undoing',
  undone: 'undone',
  'undo-refused': 'undo-refused',
};

export const stepsOf = ({ history }: Saga): ReadonlyMap<string, StepEnd> =>
  new Map(
    history.flatMap(({ kind, step }): [string, StepEnd][] =>
      step !== null && ENDS[kind] !== undefined ? [[step, ENDS[kind]]] : [],
    ),
  );

/** A person has answered for somebody, or has written the rest off: the books need not agree with the saga. */
export const byHand = ({ history }: Saga): boolean =>
  history.some(({ kind }) => kind === 'skipped' || kind === 'resolved');

/** Asked because a "yes" came after the confirmed undo: the one reason to undo a step twice. */
export const isOwed = ({ kind, detail }: HistoryLine): boolean =>
  kind === 'undo-asked' && detail === 'owed to the late answer';

/** The sagas of one kind, by order. */
export const sagasOf = ({ sagas }: Facts, saga: Saga['saga']): ReadonlyMap<string, Saga> =>
  new Map(sagas.filter((each) => each.saga === saga).map((each) => [each.orderId, each]));
