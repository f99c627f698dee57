import type { Reason, Stuck } from '../outcome.js';
/** Where one step of one instance is. A step without a state was never asked. */
export type StepState =
  /**
   * No answer yet. Without `due` all its asks are spent. `since`: from when on the wait counts, where that is not when
   * it was asked.
   */
  | { readonly at: 'asked'; readonly asks: number; readonly due?: number; readonly since?: number }
  | { readonly at: 'done'; readonly asks: number }
  | ({ readonly at: 'refused' } & Asked)
  /**
   * Its undo is asked and not confirmed; `answered`: the step itself had said yes. Without `due` all asks are spent.
   */
  | ({
      readonly at: 'undoing';
      readonly asks: number;
      readonly due?: number;
      readonly since?: number;
      readonly answered: boolean;
    } & Asked)
  | ({ readonly at: 'undone'; readonly asks: number; readonly answered: boolean } & Asked)
  | ({ readonly at: 'undo-refused'; readonly asks: number } & Asked)
  /** An operator has the rest undone first: this undo is still owed. */
  | ({ readonly at: 'given-up'; readonly asks: number; readonly because: Stuck['because'] } & Asked);

/** How often the step itself was asked, where `asks` counts its undo's. Absent where that was not counted yet. */
interface Asked {
  readonly asked?: number;
}

/** How often a step, or its undo, has been asked so far; without an end where that is not on record. */
export function asksOf(state: StepState | undefined, asking: 'do' | 'undo'): number {
  if (state === undefined) return 0;
  if (state.at === 'asked' || state.at === 'done') return asking === 'do' ? state.asks : 0;
  if (asking === 'do') return state.asked ?? Infinity;
  return state.at === 'refused' ? 0 : state.asks;
}

export type Phase =
  | { readonly status: 'running' }
  /** `told`: it was rolled back already, and undoes again what came late. */
  | { readonly status: 'compensating'; readonly reason: Reason; readonly told: boolean }
  | { readonly status: 'completed' }
  | { readonly status: 'rolled-back'; readonly reason: Reason }
  /** `before`: what it returns to when the missing answer comes after all. */
  | {
      readonly status: 'needs-operator';
      readonly stuck: Stuck;
      readonly before: Extract<Phase, { status: 'running' | 'compensating' }>;
    }
  /** A person has seen to it elsewhere and said how it ended: nothing moves it any more. */
  | ({ readonly status: 'resolved'; readonly stuck: Stuck; readonly note: string } & (Resolution | UnknownResolution));

/** Of one that was resolved before its operator had to say how it ended. */
export type UnknownResolution = { readonly outcome: 'unknown' };

export type Resolution =
  | { readonly outcome: 'completed' }
  | { readonly outcome: 'rolled-back'; readonly reason: Reason };

export type SagaStatus = Phase['status'];

/** One run of a saga. A value: every change makes a new one. */
export interface Instance {
  readonly id: string;
  readonly saga: string;
  readonly version: number;
  readonly businessKey: string;
  readonly data: object;
  readonly steps: Readonly<Record<string, StepState>>;
  readonly phase: Phase;
  /** Someone asked for a cancel after the point of no return. */
  readonly cancelWished?: boolean;
}

/** An instance about to start. */
export const fresh = (
  definition: { name: string; version: number },
  start: { id: string; businessKey: string; data: object },
): Instance => ({
  id: start.id,
  saga: definition.name,
  version: definition.version,
  businessKey: start.businessKey,
  data: start.data,
  steps: {},
  phase: { status: 'running' },
});

/** The step that is asked, undone or stuck: the one that holds the instance up, where there is one. */
export function openStep({ steps, phase }: Pick<Instance, 'steps' | 'phase'>): string | undefined {
  if (phase.status === 'needs-operator') return phase.stuck.step;
  return Object.entries(steps).find(([, { at }]) => at === 'asked' || at === 'undoing')?.[0];
}

/** When the next unanswered ask falls due, in milliseconds since 1970; `undefined` when nothing is awaited. */
export function nextDue(instance: Instance): number | undefined {
  const dues = Object.values(instance.steps).flatMap((state) =>
    'due' in state && state.due !== undefined ? [state.due] : [],
  );
  return dues.length === 0 ? undefined : Math.min(...dues);
}
