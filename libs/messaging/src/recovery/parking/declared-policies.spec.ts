import { describe, expect, it } from '@jest/globals';
import { WrongDeclaration } from '../../errors.js';
import { Handles, type AnyHandler } from '../../handler/handler.js';
import { declaredPolicies } from './declared-policies.js';
import { defaultRetryPolicy } from './retry-policy.js';
import { Add } from '../service.fixture.js';

const handlerOf = (options?: Parameters<typeof Handles>[1]): AnyHandler => {
  @Handles(Add, options)
  class AddHandler {}
  return new AddHandler() as AnyHandler;
};

describe('the retries of a message type', () => {
  it('are those that its handler declares, and the default for all others', () => {
    const policyOf = declaredPolicies([handlerOf({ retry: { tries: 2, afterDeath: 'hold' } }), handlerOf()]);
    expect(policyOf(Add.type)).toMatchObject({ delaysMs: [1_000], afterDeath: 'hold' });
    expect(policyOf('another.type')).toBe(defaultRetryPolicy);
  });

  it('are declared by one handler only', () => {
    expect(() => declaredPolicies([handlerOf({ retry: {} }), handlerOf({ retry: { tries: 2 } })])).toThrow(
      WrongDeclaration,
    );
  });
});
