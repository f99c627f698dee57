import type { Money } from '@sagaworks/contracts';

/** Says that an amount that was told is not the one that is known; nothing when it is. */
export const otherAmount = (known: Money, told: Money): string | undefined =>
  known.amount === told.amount && known.currency === told.currency
    ? undefined
    : `it tells of ${told.amount} ${told.currency}, the order has ${known.amount} ${known.currency}`;
