import type { Facts } from '../facts.js';

/**
 * The customer hears of each end once: what orders has told is a letter of notifier's, and what
 * notifier has sent is in the mailbox.
 */
export function mails({ orders, records, letters, outside }: Facts): string[] {
  const reachable = new Set(orders.filter(({ email }) => email !== null).map(({ orderId }) => orderId));
  const ends = new Set(
    records
      .filter(({ topic, key }) => topic === 'orders.events' && key !== null && reachable.has(key))
      .map(({ key, type }) => `${key}.${type!.replace('orders.', '')}`),
  );
  const written = new Map(letters.map(({ orderId, kind, status }) => [`${orderId}.${kind}`, status]));
  const arrived = new Set(outside.mails.map(({ messageId }) => messageId.split('@')[0]!));
  return [
    ...[...ends].filter((end) => !written.has(end)).map((end) => `nobody wrote the letter ${end}`),
    ...[...written].filter(([, status]) => status === 'asked').map(([letter]) => `the letter ${letter} was never sent`),
    ...[...written]
      .filter(([letter, status]) => status === 'sent' && !arrived.has(letter))
      .map(([letter]) => `the letter ${letter} counts as sent, but did not arrive`),
    ...[...arrived]
      .filter((letter) => !written.has(letter))
      .map((letter) => `the mail ${letter} arrived, but notifier did not write it`),
  ];
}
