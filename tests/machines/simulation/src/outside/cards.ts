import {
  cards,
  type Authorisation,
  type AuthoriseRequest,
  type Capture,
  type HoldRequest,
  type Refunding,
  type Voiding,
} from '@sagaworks/payments/testing';
import type { Party } from '@sagaworks/messaging';
import type { Outside, Reach } from '../network/party-link.js';
import { Answers } from './answers.js';

/** What a card says about its customer, by its token. */
export const tokens = {
  good: 'tok_good',
  declined: 'tok_declined',
  captureRefused: 'tok_capture_refused',
  voidRefused: 'tok_void_refused',
} as const;

export interface Charge {
  readonly orderId: string;
  readonly cardToken: string;
  readonly amount: number;
  status: 'held' | 'captured' | 'voided' | 'refunded';
}

/** The card processor's own books. It keeps its answers by key, and refuses an authorisation whose void came first. */
export class CardProcessor {
  /** By the key of their authorisation. */
  readonly charges = new Map<string, Charge>();
  readonly #answers = new Answers();

  readonly authorise: Outside<AuthoriseRequest, Authorisation> = this.#answers.operation(
    (request: AuthoriseRequest, key) => {
      if (request.cardToken === tokens.declined) return { declined: 'card-declined' };
      this.charges.set(key, {
        orderId: request.orderId,
        cardToken: request.cardToken,
        amount: request.amount,
        status: 'held',
      });
      return { paymentId: `pay-${this.charges.size}` };
    },
  );

  readonly capture: Outside<HoldRequest, Capture> = this.#answers.operation(({ authorisationKey }: HoldRequest) => {
    const charge = this.charges.get(authorisationKey);
    if (charge?.status !== 'held' || charge.cardToken === tokens.captureRefused)
      return charge?.status === 'captured' ? 'captured' : 'refused';
    charge.status = 'captured';
    return 'captured';
  });

  readonly void: Outside<HoldRequest, Voiding> = this.#answers.operation(({ authorisationKey }: HoldRequest) => {
    const charge = this.charges.get(authorisationKey);
    if (charge === undefined) {
      this.#answers.plant(authorisationKey, { declined: 'withdrawn' } satisfies Authorisation);
      return 'voided';
    }
    if (charge.status === 'captured') return 'already-captured';
    if (charge.status === 'held' && charge.cardToken === tokens.voidRefused) return 'refused';
    if (charge.status === 'held') charge.status = 'voided';
    return charge.status === 'voided' ? 'voided' : 'refused';
  });

  readonly refund: Outside<HoldRequest, Refunding> = this.#answers.operation(({ authorisationKey }: HoldRequest) => {
    const charge = this.charges.get(authorisationKey);
    if (charge?.status === 'captured') charge.status = 'refunded';
    return charge?.status === 'refunded' ? 'refunded' : 'refused';
  });
}

export const cardPerformers = (processor: CardProcessor, reach: Reach): Party['performers'] => ({
  [cards.authorise.name]: reach(processor.authorise),
  [cards.capture.name]: reach(processor.capture),
  [cards.void.name]: reach(processor.void),
  [cards.refund.name]: reach(processor.refund),
});
