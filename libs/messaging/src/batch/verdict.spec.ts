import { describe, expect, it } from '@jest/globals';
import {
  BrokerAway,
  CommitInDoubt,
  DatabaseAway,
  InvalidMessage,
  RowLocked,
  TransactionLost,
  UnknownVersion,
} from '../errors.js';
import type { WorkUnit } from '../handler/work-unit.js';
import { DecisionFailed } from './decision-failed.js';
import { failureKindOf, verdictOn, type FailureKind, type TriedUnits, type Verdict } from './verdict.js';

describe('what a failed try at a batch is', () => {
  it.each<[DecisionFailed | Error, FailureKind]>([
    [new DecisionFailed({} as WorkUnit, new Error('a bug')), 'decision'],
    [new DecisionFailed({} as WorkUnit, new UnknownVersion('deploy it')), 'decision'],
    [new DecisionFailed({} as WorkUnit, new DatabaseAway('says a handler')), 'decision'],
    [new TransactionLost('deadlock'), 'lost'],
    [new RowLocked('lock timeout'), 'locked'],
    [new CommitInDoubt('no answer'), 'in-doubt'],
    [new DatabaseAway('gone'), 'away'],
    [new BrokerAway('gone'), 'away'],
    [new UnknownVersion('of a row'), 'unattributed'],
    [new InvalidMessage('of nobody'), 'unattributed'],
    [new Error('a constraint'), 'unattributed'],
  ])('%p is %s', (thrown, failure) => expect(failureKindOf(thrown)).toBe(failure));
});

describe('the verdict on it', () => {
  it.each<[FailureKind, TriedUnits, number, Verdict]>([
    ['decision', 'many', 1, 'take-out'],
    ['decision', 'one', 1, 'take-out'],
    ['lost', 'many', 1, 'again'],
    ['lost', 'many', 3, 'again'],
    ['lost', 'many', 4, 'halve'],
    ['lost', 'one', 3, 'again'],
    ['lost', 'one', 4, 'take-out'],
    ['lost', 'known', 3, 'again'],
    ['lost', 'known', 4, 'wait'],
    ['locked', 'many', 1, 'again'],
    ['locked', 'many', 2, 'halve'],
    ['locked', 'many', Number.POSITIVE_INFINITY, 'halve'],
    ['locked', 'one', 2, 'take-out'],
    ['locked', 'known', 2, 'wait'],
    ['in-doubt', 'many', 3, 'again'],
    ['in-doubt', 'one', 4, 'wait'],
    ['away', 'many', 1, 'wait'],
    ['away', 'one', 1, 'wait'],
    ['away', 'known', 1, 'wait'],
    ['unattributed', 'many', 1, 'halve'],
    ['unattributed', 'one', 1, 'take-out'],
    ['unattributed', 'known', 1, 'wait'],
  ])('on %s, of %s, for the %p. time: %s', (failure, tried, times, verdict) =>
    expect(verdictOn(failure, tried, times)).toBe(verdict),
  );
});
