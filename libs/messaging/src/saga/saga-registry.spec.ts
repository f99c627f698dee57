import { describe, expect, it } from '@jest/globals';
import { UnknownVersion, WrongDeclaration } from '../errors.js';
import { paced } from './paced.js';
import { tripSaga } from '../testing/trip-saga.js';
import { SagaRegistry } from './saga-registry.js';

const second = { ...paced(tripSaga, 2), version: 2 };

describe('the sagas of a service', () => {
  it('are known in every version, and start in the one that is asked for', () => {
    const registry = new SagaRegistry([tripSaga, second]);
    expect([registry.get('trip', 1), registry.get('trip', 2), registry.starting(second)]).toEqual([
      tripSaga,
      second,
      second,
    ]);
  });

  it('start in an older version while a new one is only to be known', () => {
    expect(new SagaRegistry([tripSaga, second], new Map([['trip', 1]])).starting(second)).toBe(tripSaga);
  });

  it('are refused where one is started that is registered in no version', () =>
    expect(() => new SagaRegistry([]).starting(tripSaga)).toThrow(
      new WrongDeclaration(
        'saga trip is started and not registered: name it in `sagas` of MessagingModule.forRoot, in every version that runs',
      ),
    ));

  it('cannot start in a version that there is not, nor be defined twice', () => {
    expect(() => new SagaRegistry([tripSaga], new Map([['trip', 2]]))).toThrow(WrongDeclaration);
    expect(() => new SagaRegistry([tripSaga, tripSaga])).toThrow(WrongDeclaration);
    expect(() => new SagaRegistry([tripSaga]).get('trip', 2)).toThrow(UnknownVersion);
  });
});
