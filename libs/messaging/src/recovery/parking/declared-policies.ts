import { WrongDeclaration } from '../../errors.js';
import { contractOf, retryOf, type AnyHandler } from '../../handler/handler.js';
import { defaultRetryPolicy, policyFrom } from './retry-policy.js';
import { type RetryPolicies, type RetryPolicy } from '../../handler/retries.js';

/**
 * What the handlers of each message type declare. The handlers of one type succeed or fail together, so only one of
 * them may declare something.
 */
export function declaredPolicies(handlers: readonly AnyHandler[]): RetryPolicies {
  const policies = new Map<string, RetryPolicy>();
  for (const handler of handlers) {
    const [contract, retry] = [contractOf(handler), retryOf(handler)];
    if (contract === undefined || retry === undefined) continue;
    if (policies.has(contract.type))
      throw new WrongDeclaration(
        `two handlers of ${contract.type} declare retries: they are tried together, so one of them says how`,
      );
    policies.set(contract.type, policyFrom(retry));
  }
  return (type) => policies.get(type) ?? defaultRetryPolicy;
}
