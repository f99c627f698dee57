import { afterEach, expect, it } from '@jest/globals';
import { DatabaseAway } from '../errors.js';
import { silent } from '../runtime/logger.js';
import { until } from '../testing/until.js';
import { Heartbeat } from './heartbeat.js';

const running: Heartbeat[] = [];
afterEach(() => Promise.all(running.splice(0).map((heartbeat) => heartbeat.stop())));

/** A heartbeat whose beats are answered as told: `false` it was taken for dead, an error for no answer. */
function beating(answers: (boolean | Error)[]) {
  const beats: { owner: string; first: boolean }[] = [];
  const told: string[] = [];
  const left: string[] = [];
  const heartbeat = new Heartbeat(
    {
      beat: (owner, { first }) => {
        beats.push({ owner, first });
        const answer = answers.shift() ?? true;
        if (answer instanceof Error) return Promise.reject(answer);
        return Promise.resolve({ alive: answer, now: Date.now() });
      },
      inherit: () => Promise.resolve(0),
      leave: (owner) => Promise.resolve(void left.push(owner)),
    },
    { onAlive: () => void told.push('alive'), onLost: () => void told.push('lost') },
    { name: 'shop/1', log: silent },
  );
  running.push(heartbeat);
  return { heartbeat, beats, told, left };
}

it('whoever was taken for dead goes on under a new name, and its calls are with others', async () => {
  const { heartbeat, beats, told } = beating([true, false]);
  await heartbeat.start();
  expect(heartbeat.mayInherit).toBe(true);
  await until(() => told.length === 3);
  expect(told).toEqual(['alive', 'lost', 'alive']);
  expect(beats.map(({ first }) => first)).toEqual([true, false, true]);
  expect(beats[2]!.owner).toBe(heartbeat.owner);
  expect(beats[2]!.owner).not.toBe(beats[1]!.owner);
});

it('a first beat that was not answered is repeated under the same name; others have the time to give a sign then', async () => {
  const { heartbeat, beats, told } = beating([new DatabaseAway('gone')]);
  await heartbeat.start();
  expect(heartbeat.alive).toBe(false);
  await until(() => told.length === 1);
  expect(beats.map(({ owner, first }) => [owner, first])).toEqual(Array(2).fill([heartbeat.owner, true]));
  expect([heartbeat.alive, heartbeat.mayInherit]).toEqual([true, false]);
});

it('whoever stops leaves its calls to others, and is not taken for dead', async () => {
  const { heartbeat, told, left } = beating([]);
  await heartbeat.start();
  const { owner } = heartbeat;
  await heartbeat.stop();
  expect([heartbeat.alive, left, told]).toEqual([false, [owner], ['alive']]);
});
