import { describe, expect, it } from '@jest/globals';
import { recoveryOf } from './recovery.js';
import { spoilt, world } from './world.fixture.js';

describe('recovery', () => {
  const { orders, sagas } = world();
  const endOf = (id: string) => sagas.find(({ orderId }) => orderId === id)!.history.at(-1)!.at;
  const placedAt = (id: string) => orders.find(({ orderId }) => orderId === id)!.placedAt;

  it('is over when the last order that the restart met is done', () => {
    expect(recoveryOf(world(), placedAt('good') + 1)).toEqual({
      inFlight: 1,
      took: endOf('good') - placedAt('good') - 1,
    });
  });

  it('was not needed where nothing was in flight', () => {
    expect(recoveryOf(world(), 0)).toEqual({ inFlight: 0, took: 0 });
  });

  it('leaves out cards that are slow anyway', () => {
    expect(
      recoveryOf(
        spoilt(({ said }) => void (said[0]!.order!.card = 'tok_slow')),
        placedAt('good') + 1,
      ),
    ).toEqual({ inFlight: 0, took: 0 });
  });

  it('is never over for an order that has not ended', () => {
    expect(
      recoveryOf(
        spoilt((spoil) => void (spoil.sagas[0]!.history = [])),
        placedAt('good') + 1,
      ).took,
    ).toBe(Infinity);
  });
});
