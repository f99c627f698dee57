import type { ListrTask } from 'listr2';
import { waitFor } from '../process/wait.js';
import { all, product, type ShopUrls, type StockLevel } from './api.js';
import { audit, stockLevels } from './audit.js';
import { follow, type Outcome } from './follow.js';
import { scenarios } from './scenarios.js';

export interface DemoResult {
  readonly outcomes: readonly Outcome[];
  readonly skus: readonly string[];
  readonly before: readonly StockLevel[];
}

/** The task that places one order of each kind, and what has come of it so far. */
export function placingOrders(urls: () => ShopUrls): { task: ListrTask; result: () => DemoResult } {
  const started = performance.now();
  const outcomes: Outcome[] = [];
  let skus: string[] = [];
  let before: StockLevel[] = [];
  const follows = () =>
    scenarios.map((scenario) => ({
      title: scenario.title,
      task: async (_: unknown, task: { title: string }) => {
        const outcome = await follow(scenario, urls(), skus);
        outcomes.push(outcome);
        const since = `${((performance.now() - started) / 1000).toFixed(1)} s after the start`;
        task.title = `${scenario.title}: ${outcome.order.status} in ${(outcome.milliseconds / 1000).toFixed(2)} s, ${since}`;
      },
    }));
  return {
    task: {
      title: 'orders, one of each kind',
      task: async (_, task) => {
        const products = await all(`${urls().orders}/products`, product);
        skus = products.map(({ sku }) => sku).filter((sku) => sku !== 'SOLD-OUT');
        before = await stockLevels(urls());
        return task.newListr(follows(), { concurrent: true, exitOnError: false });
      },
    },
    result: () => ({
      outcomes: scenarios.flatMap((scenario) => outcomes.find((outcome) => outcome.scenario === scenario) ?? []),
      skus,
      before,
    }),
  };
}

/**
 * Prints what does not add up, and says whether all does. The last events of an order are on
 * their way for a moment after its end.
 */
export async function auditAloud({ outcomes, before }: DemoResult, urls: ShopUrls): Promise<boolean> {
  let differing: string[] = [];
  const settled = async () => (differing = await audit(outcomes, before, urls)).length === 0;
  await waitFor('the books adding up', settled, { within: 15_000, every: 250 }).catch(() => undefined);
  const missing = scenarios.filter((scenario) => !outcomes.some((outcome) => outcome.scenario === scenario));
  const wrong = [...missing.map(({ title }) => `the order "${title}" came to no end`), ...differing];
  for (const line of wrong) console.error(`WRONG: ${line}`);
  console.log(
    wrong.length === 0
      ? 'every order ended as it must; stock and money add up'
      : `${wrong.length} things are not as they must be`,
  );
  return wrong.length === 0;
}
