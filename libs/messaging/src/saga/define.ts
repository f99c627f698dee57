import type { AnyContract, RefusalContract } from '../message/contract.js';
import { checkSaga } from './check.js';
import type {
  Ask,
  CompensatableStep,
  PivotStep,
  Repetition,
  RetriableStep,
  SagaDeclaration,
  SagaDefinition,
} from './definition.js';
import { milliseconds, type Duration } from '../runtime/duration.js';

interface Repeated {
  /** Until the second ask; doubled for each further one, up to ten minutes. @default '30s' for an undo */
  readonly askAgainAfter: Duration;
  /** Asks in all before the saga waits for an operator. @default 8 */
  readonly asks?: number;
}

interface Answered<D> {
  readonly ask: Ask<D>;
  readonly yes: AnyContract;
}

interface Compensatable<D> extends Answered<D> {
  readonly no: RefusalContract;
  /** A "yes" that takes longer rolls back, and this step is undone with the rest, since it may have happened. */
  readonly within: Duration;
  /**
   * Asks in all, each as far apart as `within` says: the further ones remind. Its commands carry no deadline.
   * @default 1
   */
  readonly asks?: number;
  readonly undo: Partial<Repeated> & {
    readonly ask: Ask<D>;
    readonly done: AnyContract;
    readonly cannot?: AnyContract;
  };
}

/** A step that can be undone. Throws `WrongDeclaration`. */
export const step = <D>(name: string, { undo, within, asks = 1, ...rest }: Compensatable<D>): CompensatableStep<D> => ({
  kind: 'compensatable',
  name,
  ...rest,
  within: milliseconds(within, `within of step ${name}`),
  asks,
  undo: { ...undo, ...repetition({ askAgainAfter: '30s', ...undo }, `the undo of step ${name}`) },
});

/** The point of no return: asked until it says yes or no. Throws `WrongDeclaration`. */
export const pivot = <D>(
  name: string,
  declared: Answered<D> & Repeated & { readonly no: RefusalContract },
): PivotStep<D> => ({ kind: 'pivot', name, ...declared, ...repetition(declared, `step ${name}`) });

/** A step after the point of no return: asked until it is done. Throws `WrongDeclaration`. */
export const retriable = <D>(name: string, declared: Answered<D> & Repeated): RetriableStep<D> => ({
  kind: 'retriable',
  name,
  ...declared,
  ...repetition(declared, `step ${name}`),
});

/**
 * Declares a saga: what is asked in which order, what may be answered, how long is waited, how it is undone. Throws
 * `WrongDeclaration`.
 */
export function defineSaga<D extends object>(name: string, declaration: SagaDeclaration<D>): SagaDefinition<D> {
  const definition: SagaDefinition<D> = {
    name,
    ...declaration,
    remember: declaration.remember ?? ((data: D) => data),
    mismatch: declaration.mismatch ?? (() => undefined),
    keep: declaration.keep ?? ((data: D) => data),
  };
  checkSaga(definition);
  return definition;
}

const repetition = ({ askAgainAfter, asks }: Repeated, what: string): Repetition => ({
  askAgainAfter: milliseconds(askAgainAfter, `askAgainAfter of ${what}`),
  asks: asks ?? 8,
});
