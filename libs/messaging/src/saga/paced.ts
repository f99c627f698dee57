import type { SagaDefinition, Step } from './definition.js';

/** The same saga in another tempo: every wait is multiplied by `factor`, e.g. 0.01 where nobody has minutes to wait. */
export const paced = <D extends object>(definition: SagaDefinition<D>, factor: number): SagaDefinition<D> => ({
  ...definition,
  steps: definition.steps.map((step) => pacedStep(step, factor)),
});

function pacedStep(step: Step<never>, factor: number): Step<never> {
  switch (step.kind) {
    case 'compensatable':
      return {
        ...step,
        within: step.within * factor,
        undo: { ...step.undo, askAgainAfter: step.undo.askAgainAfter * factor },
      };
    case 'pivot':
    case 'retriable':
      return { ...step, askAgainAfter: step.askAgainAfter * factor };
    default:
      return step satisfies never;
  }
}
