import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { NotAdded } from '../errors.js';
import { root } from '../paths.js';
import { addService } from './add-service.js';
import { addStep, type StepOptions } from './add-step.js';
import { Changes } from './changes.js';
import { behind } from './edits.js';
import { gerund, namesOf, participle } from './words.js';

const page = readFileSync(join(root, 'docs/add-a-step.md'), 'utf8');

/** The rows of the page under a heading, as the generator tells them. */
const told = (heading: string) =>
  page
    .slice(page.indexOf(`## ${heading}`))
    .split(/\n## /, 2)
    .slice(0, 1)
    .flatMap((part) => [...part.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)])
    .map(([, path, why]) => ({ path, why }));

function withService(service: string): Changes {
  const changes = new Changes(root);
  addService(changes, service);
  return changes;
}
function withStep(step: string, options: StepOptions, changes = new Changes(root)): Changes {
  addStep(changes, step, { stamp: '<now>', ...options });
  return changes;
}
const rowsOf = ({ all }: Changes) => all.map(({ path, why }) => ({ path, why }));

describe('docs/add-a-step.md', () => {
  it('lists each file of a new service, and why', () => {
    expect(told('A service of its own')).toEqual(rowsOf(withService('screening')));
  });

  it('lists each file of a new step, and why', () => {
    expect(told('A step')).toEqual(rowsOf(withStep('screen-order', { service: 'payments' })));
  });

  it('says what is written besides when the service takes part for the first time', () => {
    const [service, both] = [withService('screening'), withService('screening')];
    withStep('screen-order', { service: 'screening' }, both);
    const known = [...rowsOf(service), ...told('A step')].map(({ path }) => path!.replaceAll('payments', 'screening'));
    expect(told('The first step of a service')).toEqual(rowsOf(both).filter(({ path }) => !known.includes(path)));
  });
});

describe('a step', () => {
  it('stands where it is wanted, in the saga, in the story and in the oracle', () => {
    const changes = withStep('screen-order', { service: 'payments', after: 'reserve-stock' });
    for (const path of [
      'apps/orders/src/fulfil-order/fulfil-order.saga.ts',
      'apps/orders/src/testing/story.ts',
      'tests/machines/oracle/protocol.ts',
    ])
      expect(changes.textOf(path)).toMatch(/'reserve-stock'[\s\S]*'screen-order'[\s\S]*'authorise-payment'/);
  });

  it('of what is deployed begins a new version, and keeps the old', () => {
    const changes = withStep('screen-order', { service: 'payments', newVersion: true });
    const [saga, old] = ['', '-1'].map((which) =>
      changes.textOf(`apps/orders/src/fulfil-order/fulfil-order${which}.saga.ts`),
    );
    expect(saga).toMatch(/export const fulfilOrder = .*version: 2,[\s\S]*screen-order/);
    expect(old).toMatch(/export const fulfilOrder1 = .*version: 1,/);
    expect(old).not.toContain('screen-order');
    expect(changes.textOf('apps/orders/src/orders.module.ts')).toContain('paced(fulfilOrder1, SAGA_PACE)');
  });

  it.each<[string, StepOptions, RegExp]>([
    ['Screen', { service: 'payments' }, /"Screen" is no name of a step/],
    ['screen', { service: 'payments' }, /expected a verb and what it is done to/],
    ['book-shipment', { service: 'payments' }, /has a step "book-shipment" already/],
    [
      'screen-order',
      { service: 'screening' },
      /no service "screening": make it with "npm run add-service -- screening"/,
    ],
    ['screen-order', { service: 'notifier' }, /takes part in no step/],
    ['screen-order', { service: 'payments', after: 'capture-payment' }, /no step "capture-payment" that can be undone/],
    ['screen-order', { service: 'payments', record: 'Fraud' }, /"Fraud" is no name of a record/],
    ['send-order', { service: 'payments', record: 'shipment' }, /there is a message ShipmentRefused already/],
  ])('%s of %j is refused', (name, options, why) => {
    expect(() => withStep(name, options)).toThrow(why);
  });
});

describe('a service', () => {
  it.each([
    ['payments', /there is a "payments" already/],
    ['order-screening', /no name of a service/],
    ['', /no name of a service/],
  ])('"%s" is refused', (name, why) => {
    expect(() => withService(name)).toThrow(why);
  });
});

it('nothing is written before all of it is known, and a place that is gone is told by its file', () => {
  const changes = new Changes(root);
  changes.create('apps/nobody/new.ts', 'new', 'export {};\n');
  const edit = () => changes.edit('nx.json', 'changed', behind('no such place', 'x'));
  expect(edit).toThrow(NotAdded);
  expect(edit).toThrow('nx.json has no place to add to: "no such place" should stand there once');
  expect(existsSync(join(root, 'apps/nobody'))).toBe(false);
});

it('things are called by their verb', () => {
  expect(['screen', 'reserve', 'verify', 'ship', 'hold', 'check', 'label'].map(participle)).toEqual([
    'screened',
    'reserved',
    'verified',
    'shipped',
    'held',
    'checked',
    'labelled',
  ]);
  expect(['screen', 'insure', 'wrap', 'see'].map(gerund)).toEqual(['screening', 'insuring', 'wrapping', 'seeing']);
  expect(namesOf('check-address', 'shipping', 'address-check')).toMatchObject({
    yes: 'address-checked',
    no: 'address-check-refused',
    undo: 'cancel-address-check',
    done: 'address-check-cancelled',
    records: 'address-checks',
  });
});
