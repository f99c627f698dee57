import { InvalidArgumentError, type Command } from 'commander';
import { sayMoney } from '@sagaworks/contracts';
import { WholeSaga } from '@sagaworks/messaging/operations';
import { z } from 'zod';
import { CommandRefused } from './errors.js';
import { waitFor } from './wait-for.js';
import { tableOf } from './table.js';
import type { Client } from './client.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { jsonIn } from './json-in.js';
import { codeOf, listed } from './lists.js';
import { waitText } from './saga-waits.js';
import { ageOf, fieldsOf, listText, positive } from './words.js';

const money = z.object({ amount: z.number(), currency: z.string() });
const links = z.looseObject({ trace: z.string().nullish() });
const placed = z.looseObject({
  orderId: z.string(),
  sagaId: z.string(),
  traceId: z.string().nullish(),
  total: money,
  links,
});
const order = z.looseObject({
  orderId: z.string(),
  sagaId: z.string(),
  status: z.string(),
  customerId: z.string(),
  total: money,
  placedAt: z.string(),
  links,
  reason: z.object({ code: z.string(), text: z.string() }).nullish(),
  lines: z.array(z.looseObject({ sku: z.string(), quantity: z.number() })),
  shipment: z.looseObject({ trackingNumber: z.string() }).nullish(),
});
type Order = z.output<typeof order>;
const event = z.looseObject({
  at: z.string(),
  kind: z.string(),
  step: z.string().nullish(),
  messageType: z.string().nullish(),
  detail: z.string().nullish(),
});
const timeline = z.looseObject({ items: z.array(event) });

/** `sagaworks order`: what a customer can do. */
export function addOrderCommands(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const group = program.command('order').description('place, follow and cancel orders');
  group
    .command('place')
    .description('place an order; who it is for has defaults, so that one line is enough')
    .option('--line <sku=quantity>', 'what is ordered; repeat it for more', collectLine)
    .option('--card <token>', 'the card token; it chooses what goes wrong', 'tok_visa')
    .option('--customer <id>', 'who orders', 'ada')
    .option('--email <address>', 'where to tell how it ends')
    .option('--name <name>', 'who gets it', 'Ada Lovelace')
    .option('--street <street>', 'where to', '12 St James Square')
    .option('--city <city>', 'where to', 'London')
    .option('--postcode <code>', 'where to; 00000 is served by no carrier', 'SW1Y 4JH')
    .option('--country <code>', 'where to', 'GB')
    .option('--body <file>', 'the whole body as JSON instead of all of these; - reads standard input')
    .option('--key <key>', 'Idempotency-Key: the same one gives the same order')
    .option(
      '--wait',
      `until it has ended: exit code 0 fulfilled, ${exitCodes.refused} cancelled, ${exitCodes.attention} needs attention`,
    )
    .action(
      action(terminal, end, async (context, _, options) => {
        const headers: Record<string, string> =
          typeof options['key'] === 'string' ? { 'idempotency-key': options['key'] } : {};
        const client = context.client('orders');
        const answer = await client.post('/orders', placed, bodyOf(options, terminal.folder), headers);
        if (options['wait'] !== true) {
          context.show(answer, () =>
            fieldsOf({
              order: answer.orderId,
              saga: answer.sagaId,
              total: sayMoney(answer.total),
              trace: answer.links.trace ?? answer.traceId,
            }),
          );
          return exitCodes.done;
        }
        const ended = await endOf(client, answer.orderId);
        context.show(ended, () => orderText(ended));
        return endCodeOf(ended);
      }),
    );
  group
    .command('show <id>')
    .description('one order and what was done for it')
    .action(
      action(terminal, end, async (context, [id]) => {
        const client = context.client('orders');
        const path = `/orders/${encodeURIComponent(id!)}`;
        const [found, { items }] = await Promise.all([
          client.get(path, order),
          client.get(`${path}/timeline`, timeline),
        ]);
        const wait = isOpen(found) ? await waitOf(client, found.sagaId) : undefined;
        context.show(
          { ...found, timeline: items, ...(wait === undefined ? {} : { waitsFor: wait }) },
          () =>
            `${[orderText(found), ...(wait === undefined ? [] : [fieldsOf({ 'waits for': wait })])].join('\n')}\n\n${tableOf(
              ['at', 'what', 'step', 'message', ''],
              items.map((item) => [item.at, item.kind, item.step ?? '', item.messageType ?? '', item.detail ?? '']),
            )}`,
        );
      }),
    );
  group
    .command('list')
    .description('orders, the newest first')
    .option('--status <status>', 'pending, fulfilled, cancelled or needs-attention')
    .option('--limit <count>', 'at most this many', positive, 20)
    .action(
      action(terminal, end, async (context, _, { status, limit }) => {
        const found = await listed([context.client('orders')], '/orders', order, {
          limit: limit as number,
          query: { status: status as string | undefined },
          newest: ({ placedAt }) => placedAt,
        });
        const rows = found.items.map((each) => [
          each.orderId,
          each.status,
          each.reason?.code ?? '',
          sayMoney(each.total),
          each.customerId,
          ageOf(each.placedAt),
        ]);
        context.show(found, () =>
          listText('orders', found, ['order', 'status', 'reason', 'total', 'customer', 'age'], rows),
        );
        return codeOf(found);
      }),
    );
  group
    .command('cancel <id>')
    .description('cancel an order, before its money is taken')
    .action(
      action(terminal, end, async (context, [id]) => {
        const answer = await context
          .client('orders')
          .post(
            `/orders/${encodeURIComponent(id!)}/cancel`,
            z.looseObject({ orderId: z.string(), status: z.string() }),
          );
        context.show(answer, () => `${answer.orderId} ${answer.status}`);
      }),
    );
}

const isOpen = ({ status }: Order): boolean => status === 'pending' || status === 'needs-attention';

/** Customers see no sagas; whoever may see them is told. */
async function waitOf(client: Client, sagaId: string): Promise<string | undefined> {
  try {
    return waitText(await client.get(`/ops/sagas/${encodeURIComponent(sagaId)}`, WholeSaga));
  } catch (error) {
    if (error instanceof CommandRefused) return undefined;
    throw error;
  }
}

function collectLine(
  text: string,
  before: readonly { sku: string; quantity: number }[] = [],
): { sku: string; quantity: number }[] {
  const [, sku, quantity = '1'] = /^([^=]+)(?:=(\d+))?$/.exec(text) ?? [];
  if (sku === undefined) throw new InvalidArgumentError('a line such as TEAPOT=2 was expected.');
  return [...before, { sku, quantity: Number(quantity) }];
}

function bodyOf(options: Readonly<Record<string, unknown>>, folder: string): object {
  const { body, line, customer, email, card, name, street, city, postcode, country } = options;
  if (typeof body === 'string') return jsonIn(body, folder);
  if (line === undefined)
    throw new CommandRefused('what is ordered is missing: give --line TEAPOT=2, or --body <file>', exitCodes.usage);
  return {
    customerId: customer,
    ...(email === undefined ? {} : { email }),
    lines: line,
    payment: { cardToken: card },
    shipTo: { name, street, city, postcode, country },
  };
}

function endOf(client: Client, id: string): Promise<Order> {
  return waitFor(
    `the end of order ${id}`,
    async () => {
      const now = await client.get(`/orders/${id}`, order);
      return now.status === 'pending' ? undefined : now;
    },
    { within: 120_000 },
  );
}

function endCodeOf({ status }: Order): ExitCode {
  if (status === 'cancelled') return exitCodes.refused;
  return status === 'needs-attention' ? exitCodes.attention : exitCodes.done;
}

const orderText = (found: Order): string =>
  fieldsOf({
    order: found.orderId,
    status: found.status,
    reason: found.reason && `${found.reason.code}: ${found.reason.text}`,
    lines: found.lines.map(({ sku, quantity }) => `${quantity} x ${sku}`).join(', '),
    total: sayMoney(found.total),
    customer: found.customerId,
    'placed at': found.placedAt,
    tracking: found.shipment?.trackingNumber,
    saga: found.sagaId,
    trace: found.links.trace,
  });
