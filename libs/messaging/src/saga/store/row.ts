import type { TraceHeaders } from '../../message/message.js';
import type { Instance, Phase, StepState } from '../engine/instance.js';
import type { StoredSaga } from './stored.js';

/** A row of messaging.saga_instance, as far as it is read back. */
export interface SagaRow {
  readonly id: string;
  readonly saga: string;
  readonly version: number;
  readonly business_key: string;
  readonly revision: number;
  readonly created_at: Date;
  readonly data: string;
  readonly state: string;
  readonly trace: string;
}

/** What of an instance has no column of its own. */
export interface State {
  readonly steps: Readonly<Record<string, StepState>>;
  readonly phase: Phase;
  readonly cancelWished?: boolean;
}

/** As it was stored. Before an operator had to say how a saga ended, one was marked as resolved without. */
export function stateIn(text: string): State {
  const { phase, ...state } = JSON.parse(text) as State;
  return {
    ...state,
    phase: phase.status === 'resolved' ? ({ ...phase, outcome: phase.outcome ?? 'unknown' } as Phase) : phase,
  };
}

export const storedStateOf = ({ steps, phase, cancelWished }: Instance): State => ({
  steps,
  phase,
  ...(cancelWished === undefined ? {} : { cancelWished }),
});

export const fromRow = (row: SagaRow): StoredSaga => ({
  instance: {
    id: row.id,
    saga: row.saga,
    version: row.version,
    businessKey: row.business_key,
    data: JSON.parse(row.data) as object,
    ...stateIn(row.state),
  },
  revision: row.revision,
  trace: JSON.parse(row.trace) as TraceHeaders,
  createdAt: row.created_at,
});
