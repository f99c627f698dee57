import type { Command } from 'commander';
import { z } from 'zod';
import { CommandRefused } from '../errors.js';
import { waitFor } from '../process/wait.js';
import type { ServiceName } from '../stack/stack.js';
import { tableOf } from '../table.js';
import type { Client } from './client.js';
import { action, type Context, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { foundIn, listed } from './lists.js';
import { serviceOption } from './service-option.js';
import { ageOf, fieldsOf, listText, positive, short } from './words.js';

const letter = z.looseObject({
  id: z.string(), status: z.string(), messageId: z.string(), type: z.string(), key: z.string(), attempts: z.number(), redrives: z.number(), firstFailedAt: z.string(), lastFailedAt: z.string(),
  source: z.looseObject({ topic: z.string(), partition: z.number(), offset: z.string() }), error: z.looseObject({ class: z.string(), message: z.string() }),
  sagaId: z.string().nullish(), traceId: z.string().nullish(),
});
const event = z.looseObject({ at: z.string(), actor: z.string(), kind: z.string(), detail: z.unknown() });
const whole = letter.extend({
  error: z.looseObject({ class: z.string(), message: z.string(), stack: z.string() }),
  record: z.looseObject({ value: z.union([z.object({ text: z.string() }), z.object({ base64: z.string() }), z.null()]) }), history: z.array(event),
});
type Whole = z.output<typeof whole>;

/** `sagaworks dlq`: messages that no retry helped. */
export function addDlqCommands(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const group = program.command('dlq').description('find and mend dead letters');
  group.command('list').description('dead letters, the newest first')
    .option('--status <status>', 'dead, redriving, resolved or discarded; any where it is "all"', 'dead').option('--type <type>', 'of this message type only')
    .addOption(serviceOption()).option('--limit <count>', 'at most so many', positive, 20)
    .action(action(terminal, end, async (context, _, { status, type, service, limit }) => {
      const query = { status: status === 'all' ? undefined : (status as string), type: type as string | undefined };
      const found = await listed(context.clients(service as ServiceName | undefined), '/ops/dead-letters', letter, { limit: limit as number, query, newest: ({ lastFailedAt }) => lastFailedAt });
      const rows = found.items.map((each) => [each.id, each.service, each.status, each.type, short(`${each.error.class}: ${each.error.message}`), String(each.attempts), ageOf(each.lastFailedAt)]);
      context.show(found, () => listText('dead letters', found, ['dead letter', 'of', 'status', 'message', 'error', 'tries', 'age'], rows));
    }));
  group.command('show <id>').description('one dead letter whole: the message, the error, the history').addOption(serviceOption()).action(action(terminal, end, async (context, [id], { service }) => {
    const { client, value } = await find(context, id!, service);
    context.show({ service: client.service, ...value }, () => textOf(value, client.service));
  }));
  group.command('redrive <ids...>').description('handle the original messages once more').addOption(serviceOption())
    .option('--wait', `until each was handled, or has failed again: then exit code ${exitCodes.attention}`)
    .action(action(terminal, end, async (context, ids, { service, wait }) => {
      const results: Redriven[] = [];
      for (const id of ids) results.push(await redriven(context, id, service, wait === true));
      context.show({ items: results }, () => tableOf(['dead letter', 'of', 'now', ''], results.map(({ id, service: of, status, reason }) => [id, of ?? '', status, reason ?? ''])));
      return worstOf(results);
    }));
}

interface Redriven {
  readonly id: string;
  readonly service?: string;
  readonly status: string;
  readonly reason?: string;
  readonly exitCode: ExitCode;
}

/** One that is refused does not keep the others from being redriven. */
async function redriven(context: Context, id: string, service: unknown, wait: boolean): Promise<Redriven> {
  try {
    const { client } = await find(context, id, service);
    await client.post(`/ops/dead-letters/${encodeURIComponent(id)}/redrive`, z.looseObject({ status: z.string() }));
    if (!wait) return { id, service: client.service, status: 'redriving', exitCode: exitCodes.done };
    const { status, error } = await outcomeOf(client, id);
    return { id, service: client.service, status, ...(status === 'dead' ? { reason: short(error.message) } : {}), exitCode: status === 'dead' ? exitCodes.attention : exitCodes.done };
  } catch (error) {
    if (!(error instanceof CommandRefused) || error.exitCode === exitCodes.unreachable) throw error;
    return { id, status: 'refused', reason: error.message, exitCode: error.exitCode as ExitCode };
  }
}

/** A refusal counts more than a failure after the redrive. */
const worstOf = (results: readonly Redriven[]): ExitCode =>
  results.find(({ status }) => status === 'refused')?.exitCode ?? results.find(({ exitCode }) => exitCode !== exitCodes.done)?.exitCode ?? exitCodes.done;

const find = (context: Context, id: string, service: unknown): Promise<{ client: Client; value: Whole }> =>
  foundIn(context.clients(service as ServiceName | undefined), `/ops/dead-letters/${encodeURIComponent(id)}`, whole);

const outcomeOf = (client: Client, id: string): Promise<Whole> => waitFor(`the redrive of ${id}`, async () => {
  const now = await client.get(`/ops/dead-letters/${encodeURIComponent(id)}`, whole);
  return now.status === 'redriving' ? undefined : now;
}, { within: 60_000 });

function textOf(found: Whole, service: string): string {
  const { source, record: { value } } = found;
  const fields = fieldsOf({
    'dead letter': found.id, of: service, status: found.status, message: `${found.type} ${found.messageId}`, key: found.key, from: `${source.topic}/${source.partition}@${source.offset}`,
    error: `${found.error.class}: ${found.error.message}`, tries: found.attempts, redrives: found.redrives, 'first failed': found.firstFailedAt, 'last failed': found.lastFailedAt, saga: found.sagaId, trace: found.traceId,
  });
  const history = tableOf(['at', 'who', 'what', ''], found.history.map(({ at, actor, kind, detail }) => [at, actor, kind, short(JSON.stringify(detail) ?? '', 80)]));
  const shown = value === null ? 'no value' : 'text' in value ? value.text : `${value.base64} (base64)`;
  return [fields, shown, found.error.stack, history].join('\n\n');
}
