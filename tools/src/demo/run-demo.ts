import { Listr } from 'listr2';
import type { Running, Steps } from '../control/running.js';
import { waitFor } from '../process/wait.js';
import { all, product, type StockLevel } from './api.js';
import { audit, stockLevels } from './audit.js';
import { follow, type Outcome } from './follow.js';
import { scenarios } from './scenarios.js';

export interface DemoResult {
  readonly outcomes: readonly Outcome[];
  readonly skus: readonly string[];
  readonly before: readonly StockLevel[];
}

/** Starts everything and places one order of each kind, showing how far it is. */
export async function runDemo(steps: Steps, onRunning: (running: Running) => void): Promise<DemoResult> {
  const started = performance.now();
  const renderer = process.stdout.isTTY ? 'default' : 'simple';
  const outcomes: Outcome[] = [];
  let skus: string[] = [];
  let before: StockLevel[] = [];
  const follows = () => scenarios.map((scenario) => ({
    title: scenario.title,
    task: async (_: unknown, task: { title: string }) => {
      const outcome = await follow(scenario, steps.running().services.urls, skus);
      outcomes.push(outcome);
      const since = `${((performance.now() - started) / 1000).toFixed(1)} s after the start`;
      task.title = `${scenario.title}: ${outcome.order.status} in ${(outcome.milliseconds / 1000).toFixed(2)} s, ${since}`;
    },
  }));
  await new Listr([
    { title: 'Kafka and PostgreSQL, with topics, tables and seeds', task: async () => { await steps.stack(); onRunning(steps.running()); } },
    {
      title: 'services, the outside world and the trace viewer',
      task: (_, task) => task.newListr([
        { title: 'orders, payments, inventory, shipping, notifier, sandbox', task: () => steps.services() },
        { title: 'trace viewer', task: () => steps.traces() },
      ], { concurrent: true }),
    },
    {
      title: 'orders, one of each kind',
      task: async (_, task) => {
        const { urls } = steps.running().services;
        const products = await all(`${urls.orders}/products`, product);
        skus = products.map(({ sku }) => sku).filter((sku) => sku !== 'SOLD-OUT');
        before = await stockLevels(urls);
        return task.newListr(follows(), { concurrent: true, exitOnError: false });
      },
    },
  // Its own signal handler ends the process on Ctrl-C without stopping anything.
  ], { renderer, registerSignalListeners: false }).run();
  return { outcomes: scenarios.flatMap((scenario) => outcomes.find((outcome) => outcome.scenario === scenario) ?? []), skus, before };
}

/** What does not add up. The last events of an order are on their way for a moment after its end. */
export async function settledAudit({ outcomes, before }: DemoResult, running: Running): Promise<string[]> {
  const { urls } = running.services;
  let wrong: string[] = [];
  const settled = async () => (wrong = await audit(outcomes, before, urls)).length === 0;
  await waitFor('the books adding up', settled, { within: 15_000, every: 250 }).catch(() => undefined);
  const missing = scenarios.filter((scenario) => !outcomes.some((outcome) => outcome.scenario === scenario));
  return [...missing.map(({ title }) => `the order "${title}" came to no end`), ...wrong];
}
