import type { Mutant } from '../mutant.js';

/** What participants and the shop owe by themselves. */
export const serviceMutants: readonly Mutant[] = [
  {
    name: 'stock is released once more each time it is asked',
    rule: 'an undo has its effect once, however often it is asked',
    file: 'apps/inventory/src/stock.ts',
    find: "if (known?.hold === 'held') this.#end(sagaId, known, 'released', 'reserved', 'available');",
    replace: "if (known?.answer === 'reserved') this.#end(sagaId, known, 'released', 'reserved', 'available');",
    foundBy: 'spec apps/inventory/src/reserve-stock/reserve-stock.spec.ts',
  },
  {
    name: 'more stock is promised than there is',
    rule: 'stock is never negative',
    file: 'apps/inventory/src/stock.ts',
    find: '?? 0) < quantity)',
    replace: '?? 0) < 0)',
    foundBy: 'simulation',
  },
  {
    name: 'a command is obeyed after its deadline',
    rule: 'who gets a command after its deadline answers no',
    file: 'libs/messaging/src/handler/context.ts',
    find: 'message.deadline <= now',
    replace: 'message.deadline <= new Date(0)',
    foundBy: 'spec apps/inventory/src/reserve-stock/reserve-stock.spec.ts',
  },
  {
    name: 'money is taken again whenever it is asked for again',
    rule: 'an action is done once per business key; asked again, its first answer is given again',
    file: 'apps/payments/src/capture-payment/capture-payment.handler.ts',
    find: "if (payment.capture !== 'none') return captureAnswer(payment);",
    replace: '',
    foundBy: 'simulation',
  },
  {
    name: 'a hold of which nobody knows is left where it is',
    rule: 'what was given up without an answer is undone before the no is said',
    file: 'apps/payments/src/authorise-payment/authorise-payment.handler.ts',
    find: "if (answer.kind !== 'answered') return this.#giveUp(payment, payments);",
    replace:
      "if (answer.kind !== 'answered') return authorisationAnswer(payments.put({ ...payment, authorisation: 'deadline-missed' }));",
    foundBy: 'spec apps/payments/src/payment.spec.ts',
  },
  {
    name: 'an undo does not reach what it undoes',
    rule: 'an undo reaches the outside by the key of its action',
    file: 'apps/payments/src/void-payment/void-payment.handler.ts',
    find: '{ authorisationKey: key }',
    replace: '{ authorisationKey: voidingKey(sagaId) }',
    foundBy: 'simulation',
  },
  {
    name: 'money that was taken is said to be voided',
    rule: 'a void of money that was taken is refused, never ignored',
    file: 'apps/payments/src/payment.ts',
    find: "if (capture === 'asked' || capture === 'captured') return alreadyCaptured(orderId);",
    replace: "if (capture === 'asked' || capture === 'captured') return PaymentVoided({ orderId });",
    foundBy: 'spec apps/payments/src/payment.spec.ts',
  },
  {
    name: 'an order that is asked for twice becomes two',
    rule: 'one Idempotency-Key, one order',
    file: 'apps/orders/src/place-order/place-order.handler.ts',
    find: 'const used = key && placing.usedKey(key, context.now);',
    replace: 'const used = key && placing.usedKey({ ...key, key: orderId }, context.now);',
    foundBy: 'simulation',
  },
  {
    name: 'a refusal whose code orders does not know cannot be told',
    rule: 'every refusal ends its order, with a code that customers are told and its own words',
    file: 'apps/orders/src/fulfil-order/outcome.ts',
    find: "code: told ?? 'refused'",
    replace: "code: told ?? (code as 'refused')",
    foundBy: 'spec apps/orders/src/fulfil-order/refusals.saga.spec.ts',
  },
];
