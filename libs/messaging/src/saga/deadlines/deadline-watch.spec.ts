import { afterEach, describe, expect, it } from '@jest/globals';
import type { WorkUnit } from '../../handler/work-unit.js';
import { silent } from '../../runtime/logger.js';
import { until } from '../../testing/until.js';
import { DeadlineWatch } from './deadline-watch.js';
import { DUE_PAGE, type DueSaga } from './due-sagas.js';
import { OffsetProgress } from './read-progress.js';

const TOPICS = ['a.events'];
/** Keys are the numbers of their partitions. */
const keyOf = (id: string): string => String(Number(id) % 6);

/** A watch over `count` sagas that are due; a decision costs nothing. */
function watching(count: number, world: { committed?: () => readonly bigint[]; silentFor?: () => number } = {}) {
  const { committed = () => Array.from({ length: 6 }, () => 9n), silentFor = () => 0 } = world;
  const left = new Map(Array.from({ length: count }, (_, at) => [String(at).padStart(6, '0'), new Date(at)] as const));
  const acted: string[] = [];
  const asks = { ends: 0, committed: 0, due: 0 };
  const watch = new DeadlineWatch({
    dueSagas: {
      due: (after) => {
        asks.due += 1;
        const due = [...left].filter(([id]) => after === undefined || id > after.id).slice(0, DUE_PAGE);
        return Promise.resolve({
          asOf: new Date(count + 1),
          due: due.map(([id, dueAt]): DueSaga => ({ id, businessKey: keyOf(id), dueAt, lookAt: dueAt, trace: {} })),
        });
      },
      postpone: () => undefined,
    },
    units: { unitOf: ({ id }: DueSaga) => ({ message: { id } }) as WorkUnit } as never,
    progress: new OffsetProgress(
      {
        endOffsets: () =>
          Promise.resolve(((asks.ends += 1), new Map([[TOPICS[0]!, Array.from({ length: 6 }, () => 9n)]]))),
        committed: () => Promise.resolve(((asks.committed += 1), new Map([[TOPICS[0]!, committed()]]))),
        partitionOf: (key, partitions) => Number(key) % partitions,
      },
      'g',
      TOPICS,
    ),
    contact: { note: () => Promise.resolve([]) },
    silentFor,
    runner: {
      submit: ({ message: { id } }) => {
        acted.push(id);
        left.delete(id);
        return Promise.resolve({ kind: 'done', reply: undefined });
      },
    },
    log: silent,
    shortestWait: 5,
    longestWait: 20,
  });
  watch.start();
  running.push(watch);
  return { acted, asks };
}
const running: DeadlineWatch[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
});

describe('deadlines that have fallen due', () => {
  it('are all worked off in one look, however many they are, with one question to the broker', async () => {
    const { acted, asks } = watching(12_000);
    await until(() => acted.length === 12_000);
    expect(asks).toMatchObject({ ends: 1, committed: 1 });
    expect(new Set(acted).size).toBe(12_000);
  });

  it('wait for the partition of their own key alone, when one stands still', async () => {
    let blocked = true;
    const { acted } = watching(3_000, { committed: () => [blocked ? 3n : 9n, 9n, 9n, 9n, 9n, 9n] });
    await until(() => acted.length === 2_500);
    expect(acted.map(keyOf)).not.toContain('0');
    blocked = false;
    await until(() => acted.length === 3_000);
  });

  it('wait while the broker gives no sign of life', async () => {
    let isAway = true;
    let looks = 0;
    const { acted, asks } = watching(10, { silentFor: () => ((looks += 1), isAway ? 4_000 : 0) });
    await until(() => looks > 2);
    expect([acted, asks.due]).toEqual([[], 0]);
    isAway = false;
    await until(() => acted.length === 10);
  });
});
