import type { Client } from './client.js';
import type { Place } from './closed-loop.js';
import type { Ends } from './ends.js';
import { orderBody } from './order-body.js';

/** An order that has not ended by then counts as stuck. */
const patience = 30_000;

/** Tells the orders of one process apart from those of the job before. */
const offset = Math.floor(Math.random() * 1_000_000);

/** Over HTTP; its end is the answer itself, or what the orders database shows. */
export function placing(client: Client, skus: readonly string[], ends: Ends | undefined): Place {
  return async (n) => {
    const answer = await client.post('/orders', orderBody(offset + n, skus));
    if (answer.status >= 300) return `${answer.status} ${answer.body.slice(0, 200)}`;
    const { orderId, status } = JSON.parse(answer.body) as { orderId: string; status: string };
    return ends ? endOf(orderId, ends) : status;
  };
}

async function endOf(orderId: string, ends: Ends): Promise<string> {
  let late: NodeJS.Timeout | undefined;
  const stuck = new Promise<string>((resolve) => {
    late = setTimeout(() => resolve('stuck'), patience);
  });
  const status = await Promise.race([ends.of(orderId), stuck]);
  clearTimeout(late);
  ends.forget(orderId);
  return status;
}
