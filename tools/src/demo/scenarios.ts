export interface Scenario {
  readonly title: string;
  readonly cardToken: string;
  readonly postcode?: string;
  /** Asks for a product that is never in stock. */
  readonly soldOut?: boolean;
  /** The customer changes her mind while the card is being authorised. */
  readonly cancel?: boolean;
  readonly ends: 'fulfilled' | 'cancelled';
  readonly reason?: string;
}

/** Every way an order can end, each chosen by its data alone: the same curl does the same. */
export const scenarios: readonly [Scenario, ...Scenario[]] = [
  { title: 'all goes well', cardToken: 'tok_visa', ends: 'fulfilled' },
  { title: 'sold out', cardToken: 'tok_visa', soldOut: true, ends: 'cancelled', reason: 'stock-refused' },
  { title: 'card declined', cardToken: 'tok_declined', ends: 'cancelled', reason: 'card-declined' },
  { title: 'too little money', cardToken: 'tok_insufficient_funds', ends: 'cancelled', reason: 'insufficient-funds' },
  { title: 'no carrier goes there', cardToken: 'tok_visa', postcode: '00000', ends: 'cancelled', reason: 'no-carrier' },
  { title: 'capture refused', cardToken: 'tok_capture_refused', ends: 'cancelled', reason: 'capture-refused' },
  {
    title: 'cancelled by the customer',
    cardToken: 'tok_slow',
    cancel: true,
    ends: 'cancelled',
    reason: 'customer-cancelled',
  },
  { title: 'flaky card that heals', cardToken: 'tok_flaky', ends: 'fulfilled' },
];

export interface Line {
  readonly sku: string;
  readonly quantity: number;
}

export function linesOf(scenario: Scenario, skus: readonly string[]): Line[] {
  if (scenario.soldOut) return [{ sku: 'SOLD-OUT', quantity: 1 }];
  return skus.slice(0, 2).map((sku, index) => ({ sku, quantity: 2 - index }));
}

export function bodyOf(scenario: Scenario, lines: readonly Line[]): object {
  return {
    customerId: 'ada',
    email: 'ada@example.com',
    lines,
    payment: { cardToken: scenario.cardToken },
    shipTo: {
      name: 'Ada Lovelace',
      street: '12 St James Square',
      city: 'London',
      postcode: scenario.postcode ?? 'SW1Y 4JH',
      country: 'GB',
    },
  };
}
