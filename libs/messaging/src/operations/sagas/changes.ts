import type { HistoryEntry } from '../../saga/engine/incoming.js';
import type { SagaStatus, StepState } from '../../saga/engine/instance.js';
import type { StateChange } from '../schemas/sagas.js';

interface State {
  status: SagaStatus | null;
  /** What a stuck saga returns to. */
  before: SagaStatus | null;
  readonly steps: Map<string, { at: StepState['at']; asks: number | null }>;
}

/**
 * The state's changes, transition by transition. They are read off the history's lines, which say each of them, so that
 * writing a transition costs nothing for it.
 */
export function changesOf(transitions: readonly (readonly HistoryEntry[])[]): StateChange[][] {
  const state: State = { status: null, before: null, steps: new Map() };
  let before = flat(state);
  return transitions.map((lines) => {
    for (const line of lines) fold(state, line);
    const after = flat(state);
    const paths = [...new Set([...before.keys(), ...after.keys()])];
    const changes = paths
      .map((path) => ({ path, from: before.get(path) ?? null, to: after.get(path) ?? null }))
      .filter(({ from, to }) => from !== to);
    before = after;
    return changes;
  });
}

function fold(state: State, { kind, step = '', ask }: HistoryEntry): void {
  const at = AT[kind as keyof typeof AT];
  if (at !== undefined)
    state.steps.set(step, { at, asks: at === 'refused' ? null : ASKS.has(kind) ? ask! : state.steps.get(step)!.asks });
  if (kind === 'started') state.status = 'running';
  if (kind === 'undo-asked' && (state.status === 'running' || state.status === 'rolled-back'))
    state.status = 'compensating';
  if (kind === 'completed' || kind === 'rolled-back' || kind === 'resolved') state.status = kind;
  if (kind === 'resumed') state.status = state.before;
  if (kind === 'compensate-asked' && state.status === 'needs-operator') giveUp(state, step);
  if (kind === 'needs-operator')
    [state.before, state.status] = [state.steps.get(step)!.at === 'asked' ? 'running' : 'compensating', kind];
}

/** The step as each kind of line leaves it. */
const AT = {
  asked: 'asked',
  answered: 'done',
  refused: 'refused',
  'undo-asked': 'undoing',
  undone: 'undone',
  'undo-refused': 'undo-refused',
} as const;
const ASKS: ReadonlySet<string> = new Set(['asked', 'undo-asked']);

function giveUp(state: State, step: string): void {
  state.status = state.before;
  state.steps.set(step, { ...state.steps.get(step)!, at: 'given-up' });
}

const flat = ({ status, steps }: State): Map<string, string | number> => {
  const all: [string, string | number | null][] = [
    ['status', status],
    ...[...steps].flatMap(([name, { at, asks }]): [string, string | number | null][] => [
      [`steps.${name}.at`, at],
      [`steps.${name}.asks`, asks],
    ]),
  ];
  return new Map(all.filter((entry): entry is [string, string | number] => entry[1] !== null));
};
