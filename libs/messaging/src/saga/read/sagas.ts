import type { Database } from '../../runtime/database.js';
import type { Instance, Phase, SagaStatus } from '../engine/instance.js';
import { stateIn } from '../store/row.js';

/** An instance as people see it. */
export interface SagaView {
  readonly id: string;
  readonly saga: string;
  readonly version: number;
  readonly businessKey: string;
  readonly status: SagaStatus;
  /** Why it was rolled back, or which step holds it up. */
  readonly phase: Phase;
  readonly steps: Instance['steps'];
  readonly dueAt: Date | undefined;
  /** Its transitions so far: what an operator's act names as the `expectedVersion`. */
  readonly revision: number;
  readonly startedAt: Date;
  readonly changedAt: Date;
  readonly traceId: string | undefined;
}

export interface SagaRowView {
  readonly id: string;
  readonly saga: string;
  readonly version: number;
  readonly business_key: string;
  readonly status: SagaStatus;
  readonly due_at: Date | null;
  readonly revision: number;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly state: string;
  readonly trace: string;
}

export const COLUMNS =
  'id, saga, version, business_key, status, due_at, revision, created_at, updated_at, state, trace';

/** `undefined` when there is none. `id` must be a UUID. */
export async function sagaById(database: Database, id: string): Promise<SagaView | undefined> {
  const [row] = await database.query<SagaRowView>(`SELECT ${COLUMNS} FROM messaging.saga_instance WHERE id = $1`, [id]);
  return row && viewOf(row);
}

/** `undefined` when there is none. */
export async function sagaByKey(database: Database, saga: string, businessKey: string): Promise<SagaView | undefined> {
  const [row] = await database.query<SagaRowView>(
    `SELECT ${COLUMNS} FROM messaging.saga_instance WHERE saga = $1 AND business_key = $2`,
    [saga, businessKey],
  );
  return row && viewOf(row);
}

export function viewOf(row: SagaRowView): SagaView {
  const { steps, phase } = stateIn(row.state);
  const { traceparent } = JSON.parse(row.trace) as { traceparent?: string };
  return {
    id: row.id,
    saga: row.saga,
    version: row.version,
    businessKey: row.business_key,
    status: row.status,
    phase,
    steps,
    dueAt: row.due_at ?? undefined,
    revision: row.revision,
    startedAt: row.created_at,
    changedAt: row.updated_at,
    traceId: traceparent?.split('-')[1],
  };
}

/** What falls due next, if nothing is answered before. */
export interface NextDeadline {
  readonly step: string;
  readonly asking: 'do' | 'undo';
  readonly ask: number;
  readonly at: Date;
}

/** `undefined` when the instance waits for nothing, or for a person. */
export function nextDeadline({ steps, status }: Pick<SagaView, 'steps' | 'status'>): NextDeadline | undefined {
  if (status !== 'running' && status !== 'compensating') return undefined;
  const dues = Object.entries(steps).flatMap(([step, state]) =>
    'due' in state && state.due !== undefined
      ? [{ step, asking: state.at === 'undoing' ? 'undo' : 'do', ask: state.asks, at: new Date(state.due) } as const]
      : [],
  );
  return dues.sort((one, other) => one.at.getTime() - other.at.getTime())[0];
}
