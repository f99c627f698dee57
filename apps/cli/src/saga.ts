import type { Command } from 'commander';
import { SagaItem, WholeSaga } from '@sagaworks/messaging/operations';
import type { z } from 'zod';
import type { ServiceName } from './installation.js';
import { tableOf } from './table.js';
import type { Query } from './client.js';
import { action, type Terminal } from './context.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { codeOf, listed, type Of } from './lists.js';
import { addSagaActs } from './saga-acts.js';
import { findSaga } from './saga-find.js';
import { actsFor, waitText } from './saga-waits.js';
import { serviceOption } from './service-option.js';
import { ageOf, fieldsOf, listText, positive } from './words.js';

type Saga = z.output<typeof SagaItem>;

/** `sagaworks saga`: what the saga engines are doing. */
export function addSagaCommands(program: Command, terminal: Terminal, end: (code: ExitCode) => void): void {
  const group = program.command('saga').description('look at saga instances, and put them right');
  group
    .command('list')
    .description('instances, the newest first')
    .option('--status <status>', 'running, compensating, completed, rolled-back, needs-operator or resolved')
    .option('--saga <name>', 'of this saga only')
    .option('--step <step>', 'that are at this step')
    .option('--key <key>', 'of this business key, e.g. the order id')
    .option('--older-than <duration>', 'started longer ago, e.g. 5m')
    .addOption(serviceOption())
    .option('--limit <count>', 'at most this many', positive, 20)
    .action(
      action(terminal, end, async (context, _, { status, saga: name, step, key, olderThan, service, limit }) => {
        const query = { status, saga: name, step, businessKey: key, olderThan } as Query;
        const found = await listed(context.clients(service as ServiceName | undefined), '/ops/sagas', SagaItem, {
          limit: limit as number,
          query,
          newest: ({ startedAt }) => startedAt,
        });
        context.show(found, () =>
          listText('sagas', found, ['saga', 'of', 'status', 'where', 'business key', 'age'], found.items.map(rowOf)),
        );
        return codeOf(found);
      }),
    );
  group
    .command('show <id>')
    .description(
      'one instance, by its id or its business key, e.g. an order’s id: its steps, its history, what it waits for',
    )
    .addOption(serviceOption())
    .action(
      action(terminal, end, async (context, [id], { service }) => {
        const { client, value } = await findSaga(context, id!, service, WholeSaga);
        context.show({ service: client.service, ...value }, () => textOf({ ...value, service: client.service }));
        return value.status === 'needs-operator' ? exitCodes.attention : exitCodes.done;
      }),
    );
  addSagaActs(group, terminal, end);
}

const rowOf = (each: Of<Saga>): string[] => [
  each.id,
  `${each.saga} ${each.version}`,
  each.status,
  whereOf(each),
  each.businessKey,
  ageOf(each.startedAt),
];

/** The step that holds it up, else the one that is being asked. */
function whereOf({ phase, steps }: Saga): string {
  if (phase.stuck !== undefined) return `${phase.stuck.asking} ${phase.stuck.step}: ${phase.stuck.because}`;
  return Object.entries(steps)
    .filter(([, { at }]) => at === 'asked' || at === 'undoing')
    .map(([name]) => name)
    .join(', ');
}

/** Of one that a person has resolved; one that was resolved long ago may not say it. */
const endOf = ({ status, phase }: Saga): string | undefined =>
  status === 'resolved' ? (phase.outcome ?? 'unknown') : undefined;

function textOf(found: Of<z.output<typeof WholeSaga>>): string {
  const reason = found.phase.reason && `${found.phase.reason.kind} at ${found.phase.reason.step}`;
  const fields = fieldsOf({
    saga: found.id,
    of: `${found.saga} ${found.version}, in ${found.service}`,
    'business key': found.businessKey,
    status: found.status,
    'ended as': endOf(found),
    note: found.phase.note,
    revision: found.revision,
    reason,
    where: whereOf(found),
    'started at': found.startedAt,
    'changed at': found.changedAt,
    'waits for': waitText(found),
    trace: found.traceId,
  });
  const steps = tableOf(
    ['step', 'is', 'asks'],
    Object.entries(found.steps).map(([name, { at, asks }]) => [name, at, String(asks ?? '')]),
  );
  const history = tableOf(
    ['at', 'who', 'what', 'step', 'ask', 'message', ''],
    found.timeline.map((line) => [
      line.at,
      line.actor ?? '',
      line.kind,
      line.step ?? '',
      String(line.ask ?? ''),
      line.messageType ?? '',
      line.detail ?? '',
    ]),
  );
  const refused = tableOf(
    ['at', 'who', 'was refused', 'step', 'because'],
    found.refusedActs.map(({ at, actor, act, step, why }) => [at, actor, act, step ?? '', why]),
  );
  const acts = actsFor(found);
  return [
    fields,
    ...(acts.length === 0 ? [] : [tableOf(['type next', 'what it does'], acts)]),
    steps,
    history,
    ...(found.refusedActs.length === 0 ? [] : [refused]),
  ].join('\n\n');
}
