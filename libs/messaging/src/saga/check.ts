import { WrongDeclaration } from '../errors.js';
import type { SagaDefinition, Step } from './definition.js';

/** Throws `WrongDeclaration` naming what cannot work. */
export function checkSaga(definition: SagaDefinition): void {
  const { name, version, steps } = definition;
  const wrong = [
    ...(name === '' ? ['it has no name'] : []),
    ...(Number.isInteger(version) && version > 0 ? [] : [`its version is ${version}, not a whole number from 1 up`]),
    ...(steps.length === 0 ? ['it has no steps'] : []),
    ...duplicates(steps.map((step) => step.name)).map((twice) => `two steps are named ${twice}`),
    ...orderOf(steps),
    ...steps.flatMap((step) => wrongWith(step).map((what) => `step ${step.name} ${what}`)),
  ];
  if (wrong.length > 0) throw new WrongDeclaration(`saga ${name || '(unnamed)'}: ${wrong.join('; ')}`);
}

/** Compensatable steps, then at most one pivot, then retriable ones: anything else could end half done. */
function orderOf(steps: readonly Step<never>[]): string[] {
  const pivots = steps.filter((step) => step.kind === 'pivot');
  const pivotAt = steps.findIndex((step) => step.kind === 'pivot');
  const early = steps.filter((step, index) => step.kind === 'retriable' && (pivotAt === -1 || index < pivotAt));
  const late = steps.filter((step, index) => step.kind === 'compensatable' && pivotAt !== -1 && index > pivotAt);
  return [
    ...(pivots.length > 1
      ? [`it has ${pivots.length} pivots (${names(pivots)}): there is one point of no return`]
      : []),
    ...(early.length > 0
      ? [`retriable ${names(early)} has no pivot before it: what comes before the point of no return must be undoable`]
      : []),
    ...(late.length > 0
      ? [`compensatable ${names(late)} comes after the pivot: nothing is undone there, make it retriable`]
      : []),
  ];
}

function wrongWith(step: Step<never>): string[] {
  switch (step.kind) {
    case 'compensatable':
      return step.undo?.ask === undefined
        ? ['has no undo']
        : [
            ...answers(step.yes, step.no, step.undo.done, step.undo.cannot),
            ...asks(step.asks),
            ...asks(step.undo.asks),
          ];
    case 'pivot':
      return [...answers(step.yes, step.no), ...asks(step.asks)];
    case 'retriable':
      return [...answers(step.yes), ...asks(step.asks)];
    default:
      return step satisfies never;
  }
}

function answers(yes: Contractish, ...others: readonly Contractish[]): string[] {
  const types = [yes, ...others].flatMap((contract) => (contract === undefined ? [] : [contract.type]));
  return [
    ...(yes === undefined ? ['has no yes: nothing would ever answer it'] : []),
    ...duplicates(types).map((type) => `takes ${type} for two different answers`),
  ];
}

type Contractish = { readonly type: string } | undefined;

const asks = (count: number): string[] =>
  Number.isInteger(count) && count > 0 ? [] : [`is asked ${count} times: write a whole number from 1 up`];
const names = (steps: readonly Step<never>[]): string => steps.map((step) => step.name).join(', ');
const duplicates = (values: readonly string[]): string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];
