export interface OrderBody {
  readonly customerId: string;
  readonly email: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly payment: { readonly cardToken: string };
  readonly shipTo: {
    readonly name: string;
    readonly street: string;
    readonly city: string;
    readonly postcode: string;
    readonly country: string;
  };
}

const lines = 3;

/** The n-th order: three products, walking over all of them, so that no two orders in a row want the same ones. */
export function orderBody(n: number, skus: readonly string[]): OrderBody {
  const stride = Math.max(1, Math.floor(skus.length / lines));
  return {
    customerId: `customer-${n % 1000}`,
    email: `customer-${n % 1000}@example.com`,
    lines: Array.from({ length: lines }, (_, line) => ({
      sku: skus[(n + line * stride) % skus.length]!,
      quantity: 1 + (line % 2),
    })),
    payment: { cardToken: 'tok_visa' },
    shipTo: { name: 'Ada Example', street: '1 Loop Road', city: 'Hostville', postcode: '12345', country: 'DE' },
  };
}
