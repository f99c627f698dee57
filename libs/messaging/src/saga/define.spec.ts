import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { WrongDeclaration } from '../errors.js';
import { command, event } from '../message/contract.js';
import { waitAfter } from './engine/ask.js';
import { defineSaga, pivot, retriable, step } from './define.js';
import type { Step } from './definition.js';

const data = z.strictObject({ id: z.string() });
const named = (type: string) => event(type, { version: 1, key: 'id', data });
const Do = command('a.do', { version: 1, key: 'id', data });
const [Yes, Done] = [named('a.yes'), named('a.done')];
const No = event('a.no', {
  version: 1,
  key: 'id',
  data: data.extend({ reason: z.strictObject({ code: z.string(), text: z.string() }) }),
});
type Data = z.output<typeof data>;
const ask = ({ id }: Data) => Do({ id });

const undoable = (name: string) => step(name, { ask, yes: Yes, no: No, within: '1s', undo: { ask, done: Done } });
const noReturn = (name: string) => pivot(name, { ask, yes: Yes, no: No, askAgainAfter: '1s' });
const forward = (name: string) => retriable(name, { ask, yes: Yes, askAgainAfter: '1s' });
const saga =
  (...steps: readonly Step<Data>[]) =>
  () =>
    defineSaga('s', { version: 1, steps, completed: ask, rolledBack: ask });

describe('a saga declaration', () => {
  it('takes undoable steps, one pivot, then retriable ones', () => {
    expect(saga(undoable('a'), undoable('b'), noReturn('c'), forward('d'), forward('e'))).not.toThrow();
    expect(saga(undoable('a'), undoable('b'))).not.toThrow();
  });

  it('takes no refusal without a reason: it does not compile', () => {
    // @ts-expect-error What a saga cannot tell its customer must not refuse a step.
    expect(() => pivot('a', { ask, yes: Yes, no: Done, askAgainAfter: '1s' })).not.toThrow();
  });

  it.each([
    ['no steps', saga(), 'it has no steps'],
    ['two pivots', saga(noReturn('a'), noReturn('b')), 'it has 2 pivots (a, b)'],
    ['a retriable step before the pivot', saga(forward('a'), noReturn('b')), 'retriable a has no pivot before it'],
    ['a retriable step without a pivot', saga(undoable('a'), forward('b')), 'retriable b has no pivot before it'],
    ['an undoable step after the pivot', saga(noReturn('a'), undoable('b')), 'compensatable b comes after the pivot'],
    ['one name twice', saga(undoable('a'), undoable('a')), 'two steps are named a'],
    ['a step without undo', saga(step('a', { ask, yes: Yes, no: No, within: '1s' } as never)), 'step a has no undo'],
    ['a step without yes', saga(pivot('a', { ask, no: No, askAgainAfter: '1s' } as never)), 'step a has no yes'],
    [
      'one message for two answers',
      saga(step('a', { ask, yes: No, no: No, within: '1s', undo: { ask, done: Done } })),
      'step a takes a.no for two different answers',
    ],
    [
      'no asks at all',
      saga(retriable('a', { ask, yes: Yes, askAgainAfter: '1s', asks: 0 })),
      'step a is asked 0 times',
    ],
    [
      'a version that is none',
      () => defineSaga('s', { version: 0, steps: [undoable('a')], completed: ask, rolledBack: ask }),
      'its version is 0',
    ],
  ])('with %s is refused by name', (_, declare, message) => {
    expect(declare).toThrow(WrongDeclaration);
    expect(declare).toThrow(message);
  });

  it('names the duration that is none', () => {
    expect(() => step('a', { ask, yes: Yes, no: No, within: 'soon' as '1s', undo: { ask, done: Done } })).toThrow(
      "within of step a is 'soon'",
    );
  });
});

describe('the wait between asks', () => {
  it('doubles up to ten minutes', () => {
    const waits = [1, 2, 3, 4, 5, 6].map((asked) => waitAfter({ askAgainAfter: 60_000, asks: 8 }, asked));
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 600_000, 600_000]);
  });

  it('is never shorter than what was declared', () => {
    expect(waitAfter({ askAgainAfter: 3_600_000, asks: 8 }, 2)).toBe(3_600_000);
  });
});
