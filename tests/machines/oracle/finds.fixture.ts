import { expect, it } from '@jest/globals';
import type { Check } from './judge.js';
import type { World } from './author.fixture.js';
import { spoilt, world } from './world.fixture.js';

/** What is wrong, what makes it so, and the lines that must be found. */
export type Case = readonly [what: string, spoil: (world: World) => void, ...lines: readonly string[]];

/** A check finds each of these, and nothing where all is right. */
export function finds(check: Check, cases: readonly Case[]): void {
  it('finds nothing where all is right', () => {
    expect(check(world())).toEqual([]);
  });

  it.each(cases)('finds %s', (_what, spoil, ...lines) => {
    expect(check(spoilt(spoil))).toEqual(lines);
  });
}

export const orderOf = (world: World, id: string) => world.orders.find(({ orderId }) => orderId === id)!;
export const sagaOf = (world: World, id: string) => world.sagas.find((saga) => saga.id === id)!;
/** The place of a line in a saga's history. */
export const lineOf = (world: World, id: string, kind: string, step: string) =>
  sagaOf(world, id).history.findIndex((line) => line.kind === kind && line.step === step);
export const recordOf = (world: World, type: string, key: string) =>
  world.records.findIndex((record) => record.type === type && record.key === key);
