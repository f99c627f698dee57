import type { Running } from '../control/running.js';
import { tableOf } from '../table.js';
import type { Outcome } from './follow.js';

export function reportOf(outcomes: readonly Outcome[], tracePage: (traceId: string) => string): string {
  return tableOf(
    ['order', 'outcome', 'reason', 'undone', 'time', 'trace'],
    outcomes.map(({ scenario, placed, order, undone, milliseconds }) => {
      const time = `${(milliseconds / 1000).toFixed(2)} s`;
      const name = `${scenario.title}\n${placed.orderId}`;
      return [name, order.status, order.reason?.code ?? '', undone.join('\n'), time, tracePage(placed.traceId)];
    }),
  );
}

export function whatToTry(running: Running, body: object): string {
  const { urls } = running.services;
  const traces = running.stack.traces?.url;
  const pages = { ...urls, traces, kafka: running.stack.kafka.url, postgres: running.stack.postgres.url('orders') };
  return [
    ...Object.entries(pages).map(([name, url]) => `  ${name.padEnd(10)} ${url ?? 'not started'}`),
    '',
    'Place an order of your own, and see how it went (its id is in the first answer):',
    `  curl -s -X POST ${urls.orders}/orders -H 'content-type: application/json' -d '${JSON.stringify(body)}'`,
    `  curl -s ${urls.orders}/orders/<orderId>`,
    '',
    'Kill a part and start it again: npm run stack -- stop payments --kill; npm run stack -- start payments',
    'API pages are at /docs of every service. Ctrl-C stops everything.',
  ].join('\n');
}
