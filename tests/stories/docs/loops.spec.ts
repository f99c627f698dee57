// What goes on by itself stands on one loop, or on a lease, which does; every other timer says here what it is.
import { expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const source = fileURLToPath(new URL('../../../libs/messaging/src', import.meta.url));
const TIMER = /\b(setTimeout|setInterval|setImmediate|pause)\(/;
const SPECS = /\.(spec|fixture)\.ts$|^testing\//;

/** Timers that are no loop of their own, and why. */
const NO_LOOP: Readonly<Record<string, string>> = {
  'runtime/pause.ts': 'it is what the loop waits with',
  'runtime/loop.ts': 'it is the loop',
  'runtime/within.ts': 'a limit of time for one piece of work',
  'faults/faults.ts': 'a fault that delays',
  'faults/held-back.ts': 'a fault that holds a record back: one timer a record',
  'postgres/connection.ts':
    'one a connection, as long as it lives: what hangs on a silent socket can not tell so itself',
  'batch/runner.ts': 'it runs while there is work, and ends; it is woken by each unit',
  'batch/settlement.ts': 'the rest before a batch is tried again, by whoever runs it',
  'calls/attempt.ts': 'a limit of time for one attempt',
  'calls/answers.ts': 'the rest before an answer is brought in again, by whoever has it in hand',
  'calls/bulkhead.ts':
    'its next look is set anew by each call that comes or ends; while calls wait one is set, and a call rests on one of its own',
  'calls/caller.ts': 'a limit of time for its stop',
  'calls/record-batches.ts': 'gathers what is noted within half a second into one statement',
  'relay/wake-leader.ts': 'gathers what is told within 20 ms into one notification',
  'relay/relay-loop.ts': 'waits at a stop until all is sent',
  'relay/relay-marks.ts': 'gathers what was sent within 200 ms into one mark',
  'relay/relay-sender.ts': 'the rest before a send is tried again, by the one that is in flight',
  'memory/memory-group.ts': 'a method of this name',
  'message/broker.ts': 'a method of this name',
  'nest/messaging/kafka-batch-strategy.ts':
    'the rest before what could not be started is started again; it ends when it has',
};

const files = globSync('**/*.ts', { cwd: source }).filter((file) => !SPECS.test(file) && !file.startsWith('kafka/'));
const timed = files.filter((file) => TIMER.test(readFileSync(join(source, file), 'utf8')));

it('each timer of the library is the loop’s, or says why not', () => {
  expect(timed.filter((file) => !(file in NO_LOOP))).toEqual([]);
});
it('no reason outlives its timer', () => {
  expect(Object.keys(NO_LOOP).filter((file) => !timed.includes(file))).toEqual([]);
});
