import { NotAdded } from '../errors.js';
import type { Changes } from './changes.js';
import { asLastOf, atTheEnd, before, behind, behindNext, named, type Edit } from './edits.js';
import { addParticipant } from './participant.js';
import { stepsIn, withRow } from './saga-table.js';
import { contractsHead, contractsOf } from './templates/contracts.js';
import { story } from './templates/specs.js';
import { camel, namesOf, pascal, type StepNames } from './words.js';

export interface StepOptions {
  /** Who is asked. */
  readonly service: string;
  /** The step before it. @default the last one that can be undone */
  readonly after?: string;
  /** What the service keeps of it. @default the doing of it, e.g. `screening` */
  readonly record?: string;
  /**
   * Keeps the list as it is for the instances that run, and begins a new version. @default
   * false: nothing of it is deployed yet
   */
  readonly newVersion?: boolean;
  /** Of the migration: 14 digits. @default now */
  readonly stamp?: string;
}

const SAGA = 'apps/orders/src/fulfil-order/fulfil-order.saga.ts';
const STORY = 'the story: where the step stands decides what is undone when it fails';

/**
 * All that makes one more step of `fulfil-order`, asked of one service. Throws, with
 * nothing written, where that cannot be.
 */
export function addStep(changes: Changes, step: string, options: StepOptions): void {
  const names = checked(changes, step, options);
  const steps = stepsIn(changes.textOf(SAGA));
  const after = options.after ?? steps.at(-1)!;
  addContracts(changes, names);
  if (options.newVersion) keepVersion(changes);
  addToSaga(changes, names, after);
  const isAlone = !changes.textOf('tests/machines/oracle/protocol.ts').includes(`at: '${names.service}'`);
  addParticipant(changes, names, options.stamp ?? stampOf(new Date()));
  addToTests(changes, names, after, isAlone);
  addToPages(changes, names, after);
}

function checked(changes: Changes, step: string, { service, record }: StepOptions): StepNames {
  if (!/^[a-z]+(-[a-z]+)+$/.test(step))
    throw new NotAdded(`"${step}" is no name of a step: expected a verb and what it is done to, e.g. screen-order`);
  if (record !== undefined && !/^[a-z]+(-[a-z]+)*$/.test(record))
    throw new NotAdded(`"${record}" is no name of a record: expected a noun, e.g. screening`);
  const services = servicesIn(changes);
  if (!services.includes(service))
    throw new NotAdded(
      `there is no service "${service}": make it with "npm run add-service -- ${service}", or name one of ${services.join(', ')}`,
    );
  if (['orders', 'notifier'].includes(service))
    throw new NotAdded(
      `${service} takes part in no step: it ${service === 'orders' ? 'runs the saga' : 'only tells the customer'}`,
    );
  if (changes.textOf(SAGA).includes(`('${step}',`)) throw new NotAdded(`fulfil-order has a step "${step}" already`);
  const names = namesOf(step, service, record);
  const known = changes.textOf('libs/contracts/src/all.ts');
  const taken = [step, names.yes, names.no, names.undo, names.done]
    .map(pascal)
    .find((name) => new RegExp(`\\b${name}\\b`).test(known));
  if (taken !== undefined)
    throw new NotAdded(
      `there is a message ${taken} already: choose another name, or another --record than "${names.record}"`,
    );
  return names;
}

export const servicesIn = (changes: Changes): string[] =>
  [...changes.textOf('libs/contracts/src/services.ts').matchAll(/'([a-z]+)'/g)].map(([, name]) => name!);

function addContracts(changes: Changes, names: StepNames): void {
  const { service } = names;
  const path = `libs/contracts/src/${service}.ts`;
  const why = 'what travels: the ask, yes and no, the undo and its confirmation';
  if (changes.exists(path))
    changes.edit(path, why, named('./fields.js', ['money', 'orderId', 'reason']), atTheEnd(contractsOf(names)));
  else changes.create(path, why, contractsHead + contractsOf(names));
  const messages = messagesOf(names);
  changes.edit(
    'libs/contracts/src/all.ts',
    'every message on the wire, for the specs that go over all of them',
    named(`./${service}.js`, messages),
    asLastOf('export const contracts = {', messages.join(', ')),
  );
  changes.edit(
    'libs/contracts/src/index.ts',
    'what the services may import',
    named(`./${service}.js`, messages, 'export'),
  );
}

const messagesOf = ({ step, yes, no, undo, done }: StepNames): string[] => [step, yes, no, undo, done].map(pascal);

function addToSaga(changes: Changes, names: StepNames, after: string): void {
  const { step, yes, no, undo, done } = names;
  changes.edit(
    SAGA,
    STORY,
    named('@sagaworks/contracts', [yes, no, done].map(pascal)),
    named('./asks.js', [step, undo].map(camel)),
    withRow(names, after),
  );
  changes.edit(
    'apps/orders/src/fulfil-order/asks.ts',
    'what the ask and its undo are made of',
    named('@sagaworks/contracts', [step, undo].map(pascal)),
    before(
      'const toPick = ',
      `export const ${camel(step)} = ({ orderId, total }: Fulfilment) => ${pascal(step)}({ orderId, amount: total });\nexport const ${camel(undo)} = ({ orderId }: Fulfilment) => ${pascal(undo)}({ orderId });\n\n`,
    ),
  );
}

/** Instances end on the version that they started with: what is deployed stays as it is, beside the new one. */
function keepVersion(changes: Changes): void {
  const text = changes.textOf(SAGA);
  const version = Number(/defineSaga\('fulfil-order', \{ version: (\d+)/.exec(text)?.[1]);
  const old = `fulfil-order-${version}`;
  changes.create(
    `apps/orders/src/fulfil-order/${old}.saga.ts`,
    'the version that runs: remove it when no instance of it is left',
    text.replace('export const fulfilOrder ', `export const fulfilOrder${version} `),
  );
  changes.edit(SAGA, STORY, (now) => now.replace(`{ version: ${version},`, `{ version: ${version + 1},`));
  changes.edit(
    'apps/orders/src/orders.module.ts',
    'which versions the service knows',
    named(`./fulfil-order/${old}.saga.js`, [`fulfilOrder${version}`]),
    behind('paced(fulfilOrder, SAGA_PACE)', `, paced(fulfilOrder${version}, SAGA_PACE)`),
  );
}

function addToTests(changes: Changes, names: StepNames, after: string, isAlone: boolean): void {
  const { step, service, records, yes, no, undo, done } = names;
  changes.edit(
    'apps/orders/src/testing/an-order.ts',
    'what may be answered about the order of the specs',
    named('@sagaworks/contracts', [yes, no, done].map(pascal)),
    atTheEnd(
      `export const ${camel(yes)} = ${pascal(yes)}({ orderId });\nexport const ${camel(no)} = ${pascal(no)}(because('limit-exceeded'));\nexport const ${camel(done)} = ${pascal(done)}({ orderId });\n`,
    ),
  );
  changes.edit(
    'apps/orders/src/testing/story.ts',
    'the order of the specs step by step: all conversations of fulfil-order, forged replies, two versions and the random world are told from it',
    named('@sagaworks/contracts', [pascal(step)]),
    named('./an-order.js', [yes, no, done].map(camel)),
    named('../fulfil-order/asks.js', [camel(undo)]),
    behindNext(
      `    step: '${after}',`,
      '\n  },\n',
      `  {\n    step: '${step}',\n    ask: ${pascal(step)}({ orderId, amount: anOrder.total }),\n    yes: ${camel(yes)},\n    no: ${camel(no)},\n    undo: { ask: ${camel(undo)}(anOrder), done: ${camel(done)} },\n  },\n`,
    ),
  );
  changes.edit(
    'tests/machines/oracle/protocol.ts',
    'the oracle’s own words: whom the saga asks, what may be said, and the table that has to agree; every story that names what is undone is told from it',
    behindNext(
      `        step: '${after}',`,
      '\n      },\n',
      `      {\n        step: '${step}',\n        at: '${service}',\n        answers: ['${yes}', '${no}', '${done}'],\n        books: { table: '${records.replaceAll('-', '_')}', stands: \`standing = 'stands'\` },\n      },\n`,
    ),
  );
  changes.edit(
    'tests/machines/simulation/src/judge/evidence.ts',
    'nobody says yes to what was asked too late',
    asLastOf('const HELD: ReadonlySet<string> = new Set([', `'${service}.${yes}'`),
  );
  changes.create(
    `tests/stories/saga/${step}.e2e.spec.ts`,
    'the step in the whole system: a yes, a no, and silence where the service has no other step',
    story(names, isAlone),
  );
}

/** The pages that name every message or every step. */
function addToPages(changes: Changes, { step, service, undo }: StepNames, after: string): void {
  const ofService: Edit = (text, path) =>
    text.includes(`\`${service}.events\``) ? text : behind('`shipping.events`', `, \`${service}.events\``)(text, path);
  changes.edit(
    'apps/orders/README.md',
    'what orders asks, and where it hears the answers',
    ofService,
    before('`CapturePayment`', `\`${pascal(step)}\`, `),
    behind('`CancelShipment`', `, \`${pascal(undo)}\``),
  );
  changes.edit('README.md', 'what the demo prints as undone', (text) => withUndone(text, step, after));
}

/**
 * A step that was undone stands before the one that it came after; a cancelled order had
 * not got further than its payment.
 */
function withUndone(text: string, step: string, after: string): string {
  const rows = /^\| .* \| cancelled \| ([\w-]+) \| (.*) \|$/gm;
  return text.replaceAll(rows, (row: string, reason: string, undone: string) => {
    const steps = undone.split(', ');
    const isUnderWay = reason === 'customer-cancelled' && steps[0] === after;
    if (!steps.includes(after) || isUnderWay) return row;
    const added = steps.flatMap((each) => (each === after ? [step, each] : [each]));
    return row.replace(`| ${undone} |`, `| ${added.join(', ')} |`);
  });
}

const stampOf = (now: Date): string => now.toISOString().replaceAll(/\D/g, '').slice(0, 14);
