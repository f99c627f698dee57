import { acceptedOrders } from './checks/accepted.js';
import { compensation } from './checks/compensation.js';
import { delivery } from './checks/delivery.js';
import { sagaEnds } from './checks/ends.js';
import { keyOrder } from './checks/key-order.js';
import { leftovers } from './checks/leftovers.js';
import { mails } from './checks/mails.js';
import { money } from './checks/money.js';
import { onceOutside } from './checks/once.js';
import { parcels } from './checks/parcels.js';
import { stock } from './checks/stock.js';
import { keptWord } from './checks/word.js';
import type { Facts } from './facts.js';

/** What is wrong, a line each, with the ids of what it is about; empty where all is right. */
export type Check = (facts: Facts) => string[];

/** What the customer sees first, what explains it last. */
export const checks: readonly Check[] = [
  acceptedOrders,
  sagaEnds,
  keptWord,
  money,
  parcels,
  stock,
  onceOutside,
  compensation,
  mails,
  leftovers,
  delivery,
  keyOrder,
];

/** `without`: what a test has broken by its own hand, e.g. the order of a topic. */
export const judge = (facts: Facts, without: readonly Check[] = []): string[] =>
  checks.filter((check) => !without.includes(check)).flatMap((check) => check(facts));
