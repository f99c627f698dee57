import { Listr } from 'listr2';
import type { Running, Steps } from '../control/running.js';
import { databases } from '../stack/stack.js';
import { placingOrders, type DemoResult } from './place-orders.js';

/** Starts everything and places one order of each kind, showing how far it is. */
export async function runDemo(steps: Steps, onRunning: (running: Running) => void): Promise<DemoResult> {
  const renderer = process.stdout.isTTY ? 'default' : 'simple';
  const orders = placingOrders(() => steps.running().services.urls);
  await new Listr(
    [
      {
        title: 'Kafka and PostgreSQL, with topics, tables and seeds',
        task: async () => {
          await steps.stack();
          onRunning(steps.running());
        },
      },
      {
        title: 'services, the outside world and the trace viewer',
        task: (_, task) =>
          task.newListr(
            [
              { title: databases.join(', '), task: () => steps.services() },
              { title: 'trace viewer', task: () => steps.traces() },
            ],
            { concurrent: true },
          ),
      },
      orders.task,
      // Its own signal handler ends the process on Ctrl-C without stopping anything.
    ],
    { renderer, registerSignalListeners: false },
  ).run();
  return orders.result();
}
