import { Author, type Exchange, type Mutable, type World } from './author.fixture.js';
import type { Facts, Saga } from './facts.js';
import { sagas, stepsOfPlan, type Step } from './protocol.js';

/** Steps that take a call to the outside, and the one whose command has another name. */
const CALLS: Readonly<Record<string, string>> = {
  'authorise-payment': 'authorisation',
  'book-shipment': 'booking',
  'capture-payment': 'capture',
  'dispatch-shipment': 'dispatch',
  'refund-payment': 'refund',
};
const COMMANDS: Readonly<Record<string, string>> = { 'receive-parcel': 'await-parcel' };
const UNDOS: Readonly<Record<string, string>> = {
  'reserve-stock': 'release-stock',
  'authorise-payment': 'void-payment',
};

const yes = ({ step, at, answers }: Step): Exchange => ({
  service: at,
  command: COMMANDS[step] ?? step,
  reply: answers[0]!,
  kind: 'answered',
  ...(CALLS[step] === undefined ? {} : { call: CALLS[step] }),
});
const no = (step: Step): Exchange => ({ ...yes(step), reply: step.answers[1]!, kind: 'refused' });
const undone = ({ step, at, answers }: Step): Exchange => ({
  service: at,
  command: UNDOS[step] ?? `undo-${step}`,
  reply: answers[2]!,
  kind: 'undone',
  ...(step === 'authorise-payment' ? { call: 'void' } : {}),
});

const fulfilment = sagas['fulfil-order'];
const upTo = (name: string): Step[] =>
  fulfilment.undoable.slice(
    0,
    fulfilment.undoable.findIndex(({ step }) => step === name),
  );

/**
 * A world in which all is right. Order `good` was fulfilled, `back` was fulfilled and came back, `bad` was refused by
 * the carrier and undone, `stuck` was too, and its money cannot be given back.
 */
export function world(): World {
  const facts = new Author();
  const forward = (saga: Mutable<Saga>, steps: readonly Step[]) => {
    for (const step of steps) facts.ask(saga, step.step, yes(step));
  };
  const backward = (saga: Mutable<Saga>, steps: readonly Step[]) => {
    for (const step of [...steps].reverse()) facts.ask(saga, step.step, undone(step));
  };
  const refused = (saga: Mutable<Saga>) => {
    const booking = fulfilment.undoable.find(({ step }) => step === 'book-shipment')!;
    forward(saga, upTo('book-shipment'));
    facts.ask(saga, 'book-shipment', no(booking));
  };
  for (const [orderId, hold, charge] of [
    ['good', 'shipped', 'captured'],
    ['back', 'returned', 'refunded'],
  ] as const) {
    const saga = facts.place(orderId, 'fulfilled', { hold, charge, parcel: 'dispatched' });
    forward(saga, stepsOfPlan(fulfilment));
    facts.end(saga, 'completed', 'order-fulfilled');
  }
  const bad = facts.place('bad', 'cancelled', { hold: 'released', charge: 'voided' });
  refused(bad);
  backward(bad, upTo('book-shipment'));
  facts.end(bad, 'rolled-back', 'order-cancelled');
  const stuck = facts.place('stuck', 'needs-attention', { hold: 'held', charge: 'authorised' });
  refused(stuck);
  const payment = fulfilment.undoable.find(({ step }) => step === 'authorise-payment')!;
  backward(stuck, upTo('book-shipment').slice(fulfilment.undoable.indexOf(payment) + 1));
  facts.ask(stuck, 'authorise-payment', { ...undone(payment), reply: 'void-refused', kind: 'undo-refused' });
  facts.end(stuck, 'needs-operator', 'order-needs-attention');
  const back = facts.start('back', 'return-order');
  forward(back, stepsOfPlan(sagas['return-order']));
  facts.end(back, 'completed', 'order-returned');
  return facts.world;
}

/** The same world with something wrong in it. */
export function spoilt(spoil: (world: World) => void): Facts {
  const wrong = world();
  spoil(wrong);
  return wrong as Facts;
}
