import Table from 'cli-table3';
import type { Running } from '../control/running.js';
import type { Outcome } from './follow.js';

/** Without lines between the rows, and with the long things last or below: it is wide enough as it is. */
const compact = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '', left: '', right: '', middle: '  ', top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' };

export function tableOf(outcomes: readonly Outcome[], tracePage: (traceId: string) => string): string {
  const head = ['order', 'outcome', 'reason', 'undone', 'time', 'trace'];
  const table = new Table({ head, chars: compact, style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 } });
  for (const { scenario, placed, order, undone, milliseconds } of outcomes) {
    const time = `${(milliseconds / 1000).toFixed(2)} s`;
    const name = `${scenario.title}\n${placed.orderId}`;
    table.push([name, order.status, order.reason?.code ?? '', undone.join('\n'), time, tracePage(placed.traceId)]);
  }
  return table.toString();
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
