import { Option, type Command } from 'commander';
import { CallItem, callStates, listSchema, PartySummary } from '@sagaworks/messaging/operations';
import type { Query } from './client.js';
import { action, type Context, type Terminal } from './context.js';
import type { ExitCode } from './exit-codes.js';
import type { ServiceName } from './installation.js';
import { codeOf, eachOf, listed } from './lists.js';
import { serviceOption } from './service-option.js';
import { ageOf, listText, positive } from './words.js';

/** `sagaworks calls`: what the outside was asked, and what waits for its answer. */
export function addCallsCommand(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  program
    .command('calls')
    .description('calls to the outside, the latest first: which are open, and what they fail with')
    .addOption(new Option('--state <state>', 'in this state only').choices(callStates))
    .option('--party <name>', 'to this party only, e.g. cards')
    .option('--summary', 'one line a party instead: what is open, since when, and whether calls are made')
    .addOption(serviceOption())
    .option('--limit <count>', 'at most this many', positive, 20)
    .action(
      action(terminal, end, async (context, _, { state, party, summary, service, limit }) => {
        if (summary === true) return showParties(context, service, party);
        const found = await listed(context.clients(service as ServiceName | undefined), '/ops/calls', CallItem, {
          limit: limit as number,
          query: { state, party } as Query,
          newest: ({ createdAt }) => createdAt,
        });
        const rows = found.items.map((each) => [
          each.service,
          `${each.party} ${each.operation}`,
          each.key,
          each.state,
          String(each.tries),
          each.lastError ?? '',
          each.dueAt ?? '',
          ageOf(each.createdAt),
        ]);
        const head = ['of', 'asks', 'key', 'state', 'tries', 'failed with', 'next try', 'age'];
        context.show(found, () => listText('calls', found, head, rows));
        return codeOf(found);
      }),
    );
}

const HEAD = ['party', 'of', 'open', 'failing', 'answers failing', 'oldest', 'in flight', 'breaker', 'fails with'];

async function showParties(context: Context, service: unknown, party: unknown): Promise<ExitCode> {
  const { answers, missing } = await eachOf(context.clients(service as ServiceName | undefined), async (client) => {
    const { items } = await client.get('/ops/calls/parties', listSchema(PartySummary));
    return items.map((each) => ({ service: client.service, ...each }));
  });
  const items = answers.flat().filter((each) => party === undefined || each.party === party);
  const rows = items.map((each) => [
    each.party,
    each.service,
    ...[each.open, each.failing, each.answersFailing].map(String),
    ageOf(each.oldestOpenAt),
    String(each.here?.inFlight ?? ''),
    each.here?.breaker ?? '',
    each.lastError ?? '',
  ]);
  context.show({ items, missing }, () => listText('parties', { more: false, missing }, HEAD, rows));
  return codeOf({ missing });
}
