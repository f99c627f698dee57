import { deadIn, grouped, type Evidence, type Violation } from './evidence.js';

const SUBJECTS: Readonly<Record<string, string>> = {
  fulfilled: 'Your order is on its way',
  cancelled: 'Your order is cancelled',
};

/** By the customers' mailbox: who left an address is told the end of the order, once and truly. */
export function mails(evidence: Evidence): Violation[] {
  const byOrder = grouped(evidence.shop.mailbox.mails.values(), ({ orderId }) => orderId);
  const unsent = deadIn(evidence, 'notifier');
  return evidence.ends.flatMap(({ orderId, status, told }): Violation[] => {
    if (unsent.has(orderId)) return [];
    const subjects = (byOrder.get(orderId) ?? [])
      .map(({ subject }) => subject)
      .filter((subject) => Object.values(SUBJECTS).includes(subject));
    const wanted = told?.wanted.email === undefined || SUBJECTS[status] === undefined ? undefined : [SUBJECTS[status]];
    if (wanted === undefined || JSON.stringify(wanted) === JSON.stringify(subjects)) return [];
    return [
      {
        rule: 'the customer is told the end once',
        orderId,
        what: `the order is ${status}, the mails say ${JSON.stringify(subjects)}`,
      },
    ];
  });
}
