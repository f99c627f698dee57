import { describe, expect, it } from '@jest/globals';
import { OrderCancelled, OrderFulfilled, OrderNeedsAttention } from '@sagaworks/contracts';
import type { OutgoingMessage } from '@sagaworks/messaging';
import { fulfilOrder } from './fulfil-order.saga.js';
import { RandomWorld, type Chances } from '../testing/random-world.js';

const SEEDS = 1_000;
const order = fulfilOrder.steps.map(({ name }) => name);
const told = (world: RandomWorld, contract: { type: string }) =>
  world.sent.filter((message) => message.contract.type === contract.type).length;

/** A step is first asked to be undone only when every later step that may have happened is undone. */
function undoesInReverse({ instance }: RandomWorld, outgoing: readonly OutgoingMessage[]): void {
  for (const { saga, name } of outgoing) {
    if (!name?.includes('/undo/') || saga?.ask !== 1) continue;
    const later = order.slice(order.indexOf(saga.step!) + 1).map((step) => instance.steps[step]?.at);
    for (const at of later) expect([undefined, 'refused', 'undone']).toContain(at);
  }
}

function run(seed: number, chances: Chances): RandomWorld {
  const world = new RandomWorld(seed, chances, undoesInReverse);
  world.run(5 + (seed % 60));
  return world;
}

describe('whatever happens to an order, in whatever order', () => {
  it.each([
    ['messages come as they were sent', { undoRefused: 0, disorder: false }],
    ['messages overtake each other', { undoRefused: 0, disorder: true }],
  ])('it ends, done in full or undone in full: %s', (_, chances) => {
    const ends = { completed: 0, 'rolled-back': 0 };
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const world = run(seed, chances);
      const { status } = world.instance.phase;
      const isDone = status === 'completed';
      expect({ seed, status, standing: world.participants.standing }).toEqual({
        seed,
        status: isDone ? 'completed' : 'rolled-back',
        standing: isDone ? order : [],
      });
      expect({ seed, told: [told(world, OrderFulfilled), told(world, OrderCancelled)] }).toEqual({
        seed,
        told: isDone ? [1, 0] : [0, 1],
      });
      ends[status as keyof typeof ends] += 1;
    }
    expect(Math.min(...Object.values(ends))).toBeGreaterThan(SEEDS / 50);
  });

  it('an undo that is refused is told, and never is money both taken and given up', () => {
    let attention = 0;
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const world = run(seed, { undoRefused: 0.3, disorder: seed % 2 === 0 });
      const { status } = world.instance.phase;
      const { standing } = world.participants;
      expect(['completed', 'rolled-back', 'needs-operator']).toContain(status);
      if (status === 'rolled-back') expect({ seed, standing }).toEqual({ seed, standing: [] });
      if (status === 'needs-operator')
        expect({
          seed,
          told: told(world, OrderNeedsAttention) > 0,
          taken: standing.includes('capture-payment'),
        }).toEqual({ seed, told: true, taken: false });
      attention += status === 'needs-operator' ? 1 : 0;
    }
    expect(attention).toBeGreaterThan(SEEDS / 50);
  });
});
