import { z } from 'zod';
import { waitFor } from '../process/wait.js';
import { all, get, order, placed, post, timelineItem, type Order, type Placed, type ShopUrls } from './api.js';
import { bodyOf, linesOf, type Line, type Scenario } from './scenarios.js';

/** An order that has come to its end. */
export interface Outcome {
  readonly scenario: Scenario;
  readonly lines: readonly Line[];
  readonly placed: Placed;
  readonly order: Order;
  /** Steps that were undone, in the order of their undoing. */
  readonly undone: readonly string[];
  readonly milliseconds: number;
}

/** Places the order of a scenario over HTTP and waits for its end. */
export async function follow(scenario: Scenario, urls: ShopUrls, skus: readonly string[]): Promise<Outcome> {
  const start = performance.now();
  const lines = linesOf(scenario, skus);
  const answer = await post(`${urls.orders}/orders`, bodyOf(scenario, lines), placed);
  const url = `${urls.orders}/orders/${answer.orderId}`;
  if (scenario.cancel) {
    await waitFor(
      'the payment being asked for',
      async () => (await timeline(url)).some(({ step }) => step === 'authorise-payment'),
      { every: 50 },
    );
    await post(`${url}/cancel`, undefined, z.unknown());
  }
  const ended = await waitFor(`order ${answer.orderId} ending`, () => end(url), { within: 120_000, every: 25 });
  const milliseconds = performance.now() - start;
  const undone = (await timeline(url)).filter(({ kind }) => kind === 'undone').flatMap(({ step }) => step ?? []);
  return { scenario, lines, placed: answer, order: ended, undone, milliseconds };
}

async function end(url: string): Promise<Order | undefined> {
  const now = await get(url, order);
  return now.status === 'pending' ? undefined : now;
}

function timeline(url: string): Promise<z.infer<typeof timelineItem>[]> {
  return all(`${url}/timeline`, timelineItem);
}
