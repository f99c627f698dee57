import { services, waitFor } from '@sagaworks/tools';
import { setFault, setOutsideFault } from '../support/faults.js';
import type { System } from '../support/system.js';

/**
 * Where a service can be made to fail, and how. Not by `drop` and `reorder`: a broker that lies is more
 * than the protocol promises to stand.
 */
const POINTS: Readonly<Record<string, readonly string[]>> = {
  'on-receive': ['throw', 'delay', 'duplicate'],
  'on-decide': ['throw'],
  'before-commit': ['throw', 'delay'],
  'after-commit': ['throw'],
  'after-call-commit': ['throw', 'delay'],
  'after-outside-call': ['throw', 'delay'],
  'before-send': ['throw', 'delay', 'duplicate'],
  'between-sends': ['throw', 'delay'],
  'after-publish': ['throw', 'delay'],
  'before-offset-commit': ['throw', 'delay'],
};
const PARTIES = ['cards', 'carrier', 'mailbox'];
/** Not `decline`: on the books it is a no like any other. */
const MISDEEDS = ['unavailable', 'slow', 'hang', 'answer-lost'];
const DELAY_MS = 300;
/** Of the messages, or of the requests to a party. */
const SHARE = 0.2;

const each = (parts: readonly string[], words: readonly string[]): string[] =>
  parts.flatMap((part) => words.map((word) => `${part} ${word}`));
/** A process that is away is asked again when it is back. */
const insist = (set: () => Promise<unknown>): Promise<unknown> =>
  waitFor(
    'a fault being set',
    () =>
      set().then(
        () => true,
        () => false,
      ),
    { within: 120_000, every: 500 },
  );
/** A process that has died has forgotten its faults. */
const clear = (url: string): Promise<void> =>
  fetch(url, { method: 'DELETE' }).then(
    () => undefined,
    () => undefined,
  );

const urlOf = ({ services: running }: System, part: string): string => running.urls[part as keyof typeof running.urls];

/** The next message that gets to a point kills its service. */
export const crashAt = {
  name: 'crash',
  targets: each(
    services,
    Object.keys(POINTS).map((point) => `at ${point}`),
  ),
  begin: async (system: System, target: string) => {
    const [service, , point] = target.split(' ');
    await insist(() => setFault(urlOf(system, service!), { point, action: 'crash' }));
  },
  /** Nothing may have come to that point. */
  clear: (system: System, target: string) => clear(`${urlOf(system, target.split(' ')[0]!)}/ops/faults`),
};

/** A share of what gets to a point fails there, waits, or is done twice. */
export const trouble = {
  name: 'trouble',
  targets: each(
    services,
    Object.entries(POINTS).flatMap(([point, actions]) => actions.map((action) => `${action} at ${point}`)),
  ),
  begin: async (system: System, target: string) => {
    const [service, action, , point] = target.split(' ');
    const delay = action === 'delay' ? { delayMs: DELAY_MS } : {};
    await insist(() => setFault(urlOf(system, service!), { point, action, share: SHARE, ...delay }));
  },
  heal: (system: System, target: string) => clear(`${urlOf(system, target.split(' ')[0]!)}/ops/faults`),
};

/** A party outside fails a share of what it is asked. */
export const misdeed = {
  name: 'misdeed',
  targets: each(['sandbox'], each(PARTIES, MISDEEDS)),
  begin: async (system: System, target: string) => {
    const [, party, fault] = target.split(' ');
    await insist(() => setOutsideFault(urlOf(system, 'sandbox'), { party, fault, share: SHARE }));
  },
  heal: (system: System) => clear(`${urlOf(system, 'sandbox')}/faults`),
};
