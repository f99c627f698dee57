import type { SagaDefinition } from './definition.js';

/** Starts an instance of a saga in the deciding transaction: order, instance and first command are one. */
export interface SagaStart {
  readonly out: 'start';
  readonly definition: SagaDefinition;
  /** The instance's id, a UUID, from `context.id(...)`. */
  readonly id: string;
  /** Unique for ever per saga: a second start with the same key fails its message, and nothing of it is stored. */
  readonly businessKey: string;
  readonly data: object;
}

export const start = <D extends object>(definition: SagaDefinition<D>, instance: { id: string; businessKey: string; data: D }): SagaStart =>
  ({ out: 'start', definition, ...instance });
