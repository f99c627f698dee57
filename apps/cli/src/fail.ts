import { Argument, Option, type Command } from 'commander';
import { FaultItem, FaultList, listSchema } from '@sagaworks/messaging/operations';
import { z } from 'zod';
import { tableOf } from './table.js';
import type { Client } from './client.js';
import { action, type Context, type Terminal } from './context.js';
import type { ExitCode } from './exit-codes.js';
import { addresses, services, type Address } from './installation.js';
import { codeOf, eachOf } from './lists.js';
import { ageOf, duration, listText, positive, shareOf } from './words.js';

const text = z.string().nullish();
/** How a party of the sandbox misbehaves. */
const Misbehaviour = z.object({
  id: z.string(),
  party: z.string(),
  operation: text,
  fault: z.string(),
  key: text,
  share: z.number().nullish(),
  times: z.number().nullish(),
  delayMs: z.number().nullish(),
  hits: z.number(),
  state: z.string(),
  since: z.string(),
  until: text,
});
type Fault = z.output<typeof FaultItem> | z.output<typeof Misbehaviour>;

/** `sagaworks fail`: break a service at a point of its way, or the world around it. */
export function addFailCommands(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const group = program
    .command('fail')
    .description(
      'break a service that was started with FAULTS=on, or the outside world; see what is broken, and mend it',
    );
  const of = (required: boolean): Argument =>
    new Argument(required ? '<of>' : '[of]', 'a service, or sandbox').choices(addresses);

  group
    .command('list', { isDefault: true })
    .description('what is or was in effect')
    .addArgument(of(false))
    .action(
      action(terminal, end, async (context, [name]) => {
        const { answers: found, missing } = await eachOf(clientsOf(context, name as Address | undefined), faultsOf);
        const items = found.flatMap(({ items }) => items);
        const off = found.filter(({ isOn }) => isOn === false).map(({ service }) => service);
        context.show(
          { items, more: found.some(({ nextCursor }) => typeof nextCursor === 'string'), off, missing },
          () =>
            [
              listText('faults', { more: false, missing }, HEAD, items.map(rowOf)),
              ...(off.length === 0 ? [] : [`started without FAULTS=on: ${off.join(', ')}`]),
            ].join('\n'),
        );
        return codeOf({ missing });
      }),
    );
  group
    .command('points')
    .description('where a service can be broken, and how')
    .addArgument(new Argument('<service>').choices(services))
    .action(
      action(terminal, end, async (context, [name]) => {
        const { points: items } = await context.client(name as Address).get('/ops/faults', FaultList);
        context.show({ items, more: false }, () =>
          tableOf(
            ['point', 'done before it', 'takes'],
            items.map(({ point, what, actions }) => [point, what, actions.join(', ')]),
          ),
        );
      }),
    );
  group
    .command('set')
    .description('a fault at a point of a service, or of a party of the sandbox')
    .addArgument(of(true))
    .argument('<where>', 'a point ("fail points" tells them); of the sandbox: cards, carrier or mailbox')
    .argument(
      '<what>',
      'crash, throw, delay, drop, duplicate or reorder; of the sandbox: decline, unavailable, slow, hang or answer-lost',
    )
    .option('--type <type>', 'messages of this type only')
    .option('--operation <operation>', 'what the party is asked only, e.g. capture')
    .option('--key <key>', 'this key only, e.g. an order id')
    .addOption(new Option('--share <share>', 'this share, by chance: above 0, up to 1').argParser(shareOf))
    .option('--times <count>', 'only the next <count>', positive)
    .option('--delay <time>', 'how long to wait, as 250ms or 3s', duration)
    .option('--for <time>', 'ends by itself after so long, as 30s or 5m', duration)
    .action(
      action(terminal, end, async (context, [name, where, what], { delay, for: forMs, ...limits }) => {
        const place = name === 'sandbox' ? { party: where, fault: what } : { point: where, action: what };
        const client = context.client(name as Address);
        const wish = {
          ...place,
          ...limits,
          ...(delay === undefined ? {} : { delayMs: delay }),
          ...(forMs === undefined ? {} : { forMs }),
        };
        const set: Fault =
          name === 'sandbox'
            ? await client.post(pathOf(client), Misbehaviour, wish)
            : await client.post(pathOf(client), FaultItem, wish);
        context.show({ service: client.service, ...set }, () =>
          tableOf(HEAD, [rowOf({ service: client.service, ...set })]),
        );
      }),
    );
  group
    .command('clear')
    .description('take one fault back, or all')
    .addArgument(of(true))
    .argument('[id]', 'by default all')
    .action(
      action(terminal, end, async (context, [name, id]) => {
        const client = context.client(name as Address);
        await client.remove(id === undefined ? pathOf(client) : `${pathOf(client)}/${encodeURIComponent(id)}`);
        context.show(
          { service: client.service, cleared: id ?? 'all' },
          () => `${client.service}: ${id === undefined ? 'no faults any more' : `fault ${id} is cleared`}`,
        );
      }),
    );
}

const pathOf = ({ service }: Client): string => (service === 'sandbox' ? '/faults' : '/ops/faults');
const clientsOf = (context: Context, name: Address | undefined): Client[] =>
  name === undefined ? [...context.clients(), ...context.outside()] : [context.client(name)];

interface Broken {
  readonly service: string;
  /** Of the sandbox: it always takes faults. */
  readonly isOn?: boolean;
  readonly items: readonly (Fault & { readonly service: string })[];
  readonly nextCursor: string | null;
}

async function faultsOf(client: Client): Promise<Broken> {
  const { service } = client;
  const named = <Item extends Fault>(items: readonly Item[]) => items.map((item) => ({ service, ...item }));
  if (service === 'sandbox') {
    const { items, nextCursor } = await client.get(pathOf(client), listSchema(Misbehaviour), ALL);
    return { service, items: named(items), nextCursor };
  }
  const { items, nextCursor, isOn } = await client.get(pathOf(client), FaultList, ALL);
  return { service, isOn, items: named(items), nextCursor };
}

const ALL = { limit: 100 };
const HEAD = ['of', 'id', 'where', 'what', 'only', 'hits', 'is', 'ends in'];

const rowOf = (item: Fault & { readonly service: string }): string[] => [
  item.service,
  item.id,
  'point' in item ? item.point : item.party,
  'action' in item ? item.action : item.fault,
  limitsOf(item),
  String(item.hits),
  item.state,
  item.state === 'in-effect' && item.until
    ? ageOf(new Date(2 * Date.now() - Date.parse(item.until)).toISOString())
    : '',
];

const limitsOf = ({ key, share, times, delayMs, ...of }: Fault): string =>
  [
    'type' in of ? of.type : of.operation,
    key,
    share && `${share * 100} %`,
    times && `${times} times`,
    delayMs && `by ${delayMs} ms`,
  ]
    .filter(Boolean)
    .join(', ');
