import { setTimeout as sleep } from 'node:timers/promises';
import type { Shop } from '../support/shop.js';

/** One order, from its customer's side. Times are milliseconds since 1970. */
export interface Bought {
  readonly placedAt: number;
  readonly endedAt: number;
  readonly status: string;
  readonly reason: string | null;
}

export interface ClosedLoop {
  readonly bought: readonly Bought[];
  /** Answers of 503: the door was closed, or the service not there. */
  readonly refused: number;
  /**
   * Ends when so many have been bought and it is not to go on; resolves to what those had
   * to say who left without an end.
   */
  close(): Promise<string[]>;
}

/** One card in seven answers 503 twice, then works. */
const FLAKY_EACH = 7;
/** Longest that a customer waits for the end of an order: three deadlines, and an undo. */
const PATIENCE_MS = 600_000;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Customers who each wait for the end of one order before they place the next: the system
 * is always as busy as it can be.
 */
export function closedLoop(shop: Shop, clients: number): ClosedLoop {
  const bought: Bought[] = [];
  const complaints: string[] = [];
  const closing = new AbortController();
  let [orders, refused] = [0, 0];
  const buy = async (): Promise<void> => {
    const number = (orders += 1);
    const wish = {
      card: number % FLAKY_EACH === 0 ? 'tok_flaky' : 'tok_visa',
      customerId: `customer-${number % 50}`,
      idempotencyKey: `loop-${number}`,
    };
    let placedAt = Date.now();
    for (;;) {
      const response = await shop.send(wish).catch(() => undefined);
      if (response?.status === 202) {
        const { orderId } = (await response.json()) as { readonly orderId: string };
        const { status, reason } = await endOf(shop, orderId);
        return void bought.push({ placedAt, endedAt: Date.now(), status, reason: reason?.code ?? null });
      }
      refused += 1;
      if (closing.signal.aborted) return;
      await sleep(pauseOf(response));
      placedAt = Date.now();
    }
  };
  const client = async (): Promise<void> => {
    while (!closing.signal.aborted)
      await buy().catch((error: Error) => void complaints.push(`a customer left: ${error.message}`));
  };
  const all = Array.from({ length: clients }, client);
  return {
    bought,
    get refused() {
      return refused;
    },
    close: async () => {
      closing.abort();
      await Promise.all(all);
      return complaints;
    },
  };
}

const pauseOf = (response: Response | undefined): number =>
  Math.min(1_000 * Number(response?.headers.get('retry-after') ?? 1), LONGEST_PAUSE_MS);

/** Looks more and more seldom: what watches must not be most of the load. */
async function endOf(shop: Shop, orderId: string) {
  const until = Date.now() + PATIENCE_MS;
  for (let wait = 50; Date.now() < until; wait = Math.min(wait * 1.5, 1_000)) {
    await sleep(wait);
    const order = await shop.order(orderId).catch(() => undefined);
    if (order !== undefined && order.status !== 'pending') return order;
  }
  throw new Error(`order ${orderId} has not ended ${PATIENCE_MS / 60_000} min after it was placed`);
}
