import type { Facts, HistoryLine, Saga } from '../facts.js';
import { sagas as known, stepsOfPlan } from '../protocol.js';
import { byHand, isOwed, stepsOf } from '../steps.js';

/**
 * Each step that a failed saga had asked for is undone, once, in reverse, one after the other; nothing is
 * undone past the point of no return.
 */
export function compensation(facts: Facts): string[] {
  return [
    ...facts.sagas.flatMap((saga) => [
      ...unfinished(saga),
      ...toldTooOften(saga),
      ...outOfOrder(saga),
      ...pastThePivot(saga),
    ]),
    ...standing(facts),
  ];
}

const nameOf = ({ saga, orderId }: Saga): string => `${saga} of order ${orderId}`;

function unfinished(saga: Saga): string[] {
  const steps = stepsOf(saga);
  const plan = known[saga.saga];
  if (saga.status === 'completed')
    return stepsOfPlan(plan)
      .filter(({ step }) => steps.get(step) !== 'done')
      .map(({ step }) => `${nameOf(saga)} is completed with ${step} ${steps.get(step) ?? 'never asked'}`);
  if (saga.status !== 'rolled-back') return [];
  return plan.undoable
    .filter(({ step }) => ![undefined, 'refused', 'undone'].includes(steps.get(step)))
    .map(({ step }) => `${nameOf(saga)} is rolled back with ${step} ${steps.get(step)}`);
}

function toldTooOften(saga: Saga): string[] {
  const timesOf = (step: string | null, wanted: (line: HistoryLine) => boolean) =>
    saga.history.filter((line) => line.step === step && wanted(line)).length;
  const undone = new Set(saga.history.filter(({ kind }) => kind === 'undone').map(({ step }) => step));
  return [...undone].flatMap((step) => {
    const times = timesOf(step, ({ kind }) => kind === 'undone');
    return times > 1 + timesOf(step, isOwed) ? [`${nameOf(saga)} was told ${times} times that ${step} is undone`] : [];
  });
}

/** A person may have a stuck undo passed by, and a late "yes" is undone when it comes. */
function outOfOrder(saga: Saga): string[] {
  const { undoable } = known[saga.saga];
  const asks = saga.history.filter((line) => line.kind === 'undo-asked' && !isOwed(line) && line.step !== null);
  const order = [...new Set(asks.map(({ step }) => step!))];
  const wanted = undoable
    .map(({ step }) => step)
    .reverse()
    .filter((step) => order.includes(step));
  const wrong = order.join() === wanted.join() ? [] : [`${nameOf(saga)} was undone in the order ${order.join(', ')}`];
  if (saga.history.some(({ kind }) => kind === 'compensate-asked')) return wrong;
  const early = order.slice(1).filter((step, index) => {
    const before = saga.history.findIndex(({ kind, step: own }) => kind === 'undone' && own === order[index]);
    return before === -1 || before > saga.history.findIndex((line) => line.kind === 'undo-asked' && line.step === step);
  });
  return [
    ...wrong,
    ...early.map((step) => `${nameOf(saga)} asked to undo ${step} before the undo before it was confirmed`),
  ];
}

function pastThePivot(saga: Saga): string[] {
  const pivot = known[saga.saga].pivot.step;
  const asked = saga.history.findIndex(({ kind, step }) => kind === 'asked' && step === pivot);
  const refused = saga.history.findIndex(({ kind, step }) => kind === 'refused' && step === pivot);
  const undo = saga.history.findIndex((line) => line.kind === 'undo-asked' && !isOwed(line));
  if (asked === -1 || undo === -1) return [];
  if (undo < asked) return [`${nameOf(saga)} asked for ${pivot} while it was being undone`];
  return refused === -1 || refused > undo ? [`${nameOf(saga)} was undone past its point of no return`] : [];
}

/**
 * The participants' own tables agree: what they did for a saga stands where it is completed,
 * and no more where it is rolled back.
 */
function standing({ sagas, kept }: Facts): string[] {
  const stands = new Set(kept.map(({ sagaId, step }) => `${sagaId} ${step}`));
  return sagas
    .filter((saga) => !byHand(saga))
    .flatMap(({ id, saga, orderId, status }) =>
      known[saga].undoable
        .filter(({ books }) => books !== undefined)
        .flatMap(({ step, at }) => {
          if (status === 'rolled-back' && stands.has(`${id} ${step}`))
            return [`order ${orderId} is rolled back, but ${step} still stands in ${at}`];
          return status === 'completed' && !stands.has(`${id} ${step}`)
            ? [`order ${orderId} is completed, but ${step} does not stand in ${at}`]
            : [];
        }),
    );
}
