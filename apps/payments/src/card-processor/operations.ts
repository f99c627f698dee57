import { operation } from '@sagaworks/messaging';

export interface AuthoriseRequest {
  readonly orderId: string;
  readonly cardToken: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
}
/** The hold is named by the idempotency key it was asked with, so that it can be meant before it is known to exist. */
export interface HoldRequest {
  readonly authorisationKey: string;
}

/** `withdrawn`: its void came first. */
export type Authorisation =
  | { readonly paymentId: string }
  | { readonly declined: 'card-declined' | 'insufficient-funds' | 'withdrawn' };
export type Capture = 'captured' | 'refused';
/** Whether nothing is held any more, or why not. */
export type Voiding = 'voided' | 'already-captured' | 'refused';
export type Refunding = 'refunded' | 'refused';

/** What payments asks of the card processor. */
export const cards = {
  authorise: operation<AuthoriseRequest, Authorisation>('cards', 'authorise'),
  capture: operation<HoldRequest, Capture>('cards', 'capture'),
  void: operation<HoldRequest, Voiding>('cards', 'void'),
  refund: operation<HoldRequest, Refunding>('cards', 'refund'),
};
