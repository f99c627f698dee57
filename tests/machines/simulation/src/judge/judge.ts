import { accounts } from './accounts.js';
import { deadLetters } from './dead-letters.js';
import { deadlines } from './deadlines.js';
import { delivery } from './delivery.js';
import { endings } from './endings.js';
import type { Evidence, Violation } from './evidence.js';
import { mails } from './mails.js';
import { money } from './money.js';
import { outboxes } from './outboxes.js';
import { parcels } from './parcels.js';
import { stock } from './stock.js';

/** What was promised and not kept. */
export const judge = (evidence: Evidence): Violation[] => [
  ...evidence.seen,
  ...[endings, money, parcels, stock, delivery, outboxes, accounts, deadLetters, deadlines, mails].flatMap((rule) =>
    rule(evidence),
  ),
];
