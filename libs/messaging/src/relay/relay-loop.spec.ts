import { describe, expect, it } from '@jest/globals';
import { silent } from '../runtime/logger.js';
import { until } from '../testing/until.js';
import { RelayLoop } from './relay-loop.js';
import { RelayQueue, type UnsentEntry } from './relay-queue.js';

const row = (id: number): UnsentEntry => ({
  id: String(id),
  records: [{ topic: 't', key: 'k', value: '{}', headers: {} }],
  since: 0,
});

/** A table, a broker that answers when told, and the loop between them. */
function relay({ leads = true } = {}) {
  const table: UnsentEntry[] = [];
  const marked = new Set<string>();
  const sends: { readonly ids: string[]; readonly end: (sent: boolean) => void }[] = [];
  const state = {
    leads,
    inFlight: 0,
    mostInFlight: 0,
    marksFail: false,
    sendsFail: 0,
    floor: '0',
    old: '0',
    marking: Promise.resolve(),
  };
  const rows = {
    read: async (known: readonly string[], { after }: { readonly after: string }) => {
      const found = table.filter(({ id }) => Number(id) > Number(after) && !marked.has(id) && !known.includes(id));
      return { rows: found.slice(0, 2), more: found.length > 2, old: state.old };
    },
    floor: async () => state.floor,
    noteFloor: async (id: string) => void (state.floor = id),
    mark: async (ids: readonly string[]) => {
      if (state.marksFail) throw new Error('the connection is lost');
      await state.marking;
      ids.forEach((id) => marked.add(id));
    },
  };
  const send = (entries: readonly UnsentEntry[]) => {
    if (state.sendsFail > 0) {
      state.sendsFail -= 1;
      throw new Error('a span that cannot be made, say');
    }
    state.mostInFlight = Math.max(state.mostInFlight, (state.inFlight += 1));
    return new Promise<readonly string[] | undefined>((resolve) =>
      sends.push({
        ids: entries.map(({ id }) => id),
        end: (sent) => {
          state.inFlight -= 1;
          resolve(sent ? entries.map(({ id }) => id) : undefined);
        },
      }),
    );
  };
  const loop = new RelayLoop(new RelayQueue(), {
    log: silent,
    send,
    reset: () => undefined,
    rows: () => (state.leads ? rows : undefined),
  });
  const sent = (n: number) => until(() => sends[n], { every: 1 });
  return { table, marked, sends, state, loop, sent };
}

describe('the relay’s loop', () => {
  it('sends a proven entry in the very call that hands it over', () => {
    const { loop, sends } = relay();
    loop.offer(row(1), { epoch: 0, floor: '0', unsent: [] });
    expect(sends.map(({ ids }) => ids)).toEqual([['1']]);
  });

  it('has one send in flight, and what arrives meanwhile is the next one', async () => {
    const { loop, sends, sent, state } = relay();
    loop.offer(row(1), { epoch: 0, floor: '0', unsent: [] });
    for (const id of [2, 3, 4]) loop.offer(row(id), { epoch: 0, floor: '0', unsent: ['1'] });
    expect(sends).toHaveLength(1);
    sends[0]!.end(true);
    expect((await sent(1)).ids).toEqual(['2', '3', '4']);
    expect(state.mostInFlight).toBe(1);
  });

  it('reads what nobody handed over, in order, however much it is', async () => {
    const { loop, table, sends, sent } = relay();
    table.push(row(1), row(2), row(3), row(4), row(5));
    loop.readSoon();
    (await sent(0)).end(true);
    const rest = await until(
      () => (sends.slice(1).flatMap(({ ids, end }) => (end(true), ids)).length === 3 ? sends : undefined),
      { every: 1 },
    );
    expect(rest.flatMap(({ ids }) => ids)).toEqual(['1', '2', '3', '4', '5']);
  });

  it('finds a row that is committed after one with a higher number', async () => {
    const { loop, table, sent } = relay();
    table.push(row(2));
    loop.readSoon();
    (await sent(0)).end(true);
    await until(() => loop.idle, { every: 1 });
    table.push(row(1));
    loop.readSoon();
    expect((await sent(1)).ids).toEqual(['1']);
  });

  it('reads everything again after a send was given up', async () => {
    const { loop, table, sent } = relay();
    table.push(row(1));
    loop.offer(row(1), { epoch: 0, floor: '0', unsent: [] });
    (await sent(0)).end(false);
    expect((await sent(1)).ids).toEqual(['1']);
  });

  it('goes on after a send that threw, with a new read', async () => {
    const { loop, table, sends, sent, state } = relay();
    table.push(row(1));
    state.sendsFail = 1;
    loop.readSoon();
    await until(() => state.sendsFail === 0, { every: 1 });
    await until(() => (loop.readSoon(), sends.length === 1), { every: 50 });
    expect((await sent(0)).ids).toEqual(['1']);
  });

  it('sends again what a crash of the server has unmarked, and what comes behind it', async () => {
    const { loop, table, marked, sends, sent } = relay();
    table.push(row(1));
    loop.readSoon();
    (await sent(0)).end(true);
    await until(() => loop.idle, { every: 1 });
    await loop.mark();
    marked.clear();
    table.push(row(2));
    loop.reset();
    loop.readSoon();
    await sent(1);
    expect(sends.map(({ ids }) => ids)).toEqual([['1'], ['1', '2']]);
  });

  it('drops the result of a read that began before another instance led', async () => {
    const { loop, table, sends, state } = relay();
    table.push(row(1));
    loop.readSoon();
    loop.reset();
    state.leads = false;
    await until(() => !loop.caughtUp);
    expect(sends).toEqual([]);
  });

  it('reads an entry whose proof is from before everything was forgotten', async () => {
    const { loop, table, sent } = relay();
    table.push(row(6), row(7));
    loop.reset();
    loop.offer(row(7), { epoch: 0, floor: '6', unsent: [] });
    expect((await sent(0)).ids).toEqual(['6', '7']);
  });

  it('reads an entry whose proof is from before what was sent became unsent: nothing was unsent before it then', async () => {
    const { loop, table, sent } = relay();
    const precedence = { epoch: loop.epoch, floor: '0', unsent: [] };
    table.push(row(1), row(2));
    loop.forget();
    loop.offer(row(2), precedence);
    expect((await sent(0)).ids).toEqual(['1', '2']);
  });

  it('marks what was sent later, many at once', async () => {
    const { loop, sends, marked } = relay();
    loop.offer(row(1), { epoch: 0, floor: '0', unsent: [] });
    sends[0]!.end(true);
    await until(() => loop.caughtUp);
    expect(marked.size).toBe(0);
    await until(() => marked.has('1'));
  });

  it('marks what is sent while a mark is on its way, though nothing more is sent', async () => {
    const { loop, sends, sent, marked, state } = relay();
    const held = Promise.withResolvers<void>();
    state.marking = held.promise;
    loop.offer(row(1), { epoch: 0, floor: '0', unsent: [] });
    sends[0]!.end(true);
    await until(() => !loop.sending, { every: 1 });
    const first = loop.mark();
    loop.offer(row(2), { epoch: 0, floor: '0', unsent: ['1'] });
    (await sent(1)).end(true);
    await until(() => !loop.sending, { every: 1 });
    const second = loop.mark();
    held.resolve();
    await Promise.all([first, second]);
    expect([...marked]).toEqual(['1', '2']);
  });

  it('marks again what could not be marked, though nothing more is sent', async () => {
    const { loop, sends, marked, state } = relay();
    state.marksFail = true;
    loop.offer(row(1), { epoch: 0, floor: '0', unsent: [] });
    sends[0]!.end(true);
    await until(() => loop.caughtUp);
    await loop.mark();
    state.marksFail = false;
    await until(() => marked.has('1'));
  });

  it('marks what it could not mark while another led, once it leads again', async () => {
    const { loop, sends, marked, state } = relay();
    loop.offer(row(1), { epoch: 0, floor: '0', unsent: [] });
    sends[0]!.end(true);
    await until(() => loop.caughtUp);
    state.leads = false;
    loop.reset();
    await loop.mark();
    expect(marked.size).toBe(0);
    state.leads = true;
    loop.reset();
    await until(() => marked.has('1'));
  });

  it('notes for whoever leads next only up to where all is sent and marked', async () => {
    const { loop, table, sent, state } = relay();
    state.floor = '0';
    table.push(row(1), row(2));
    state.old = '2';
    loop.readSoon();
    const first = await sent(0);
    await loop.noteFloor();
    expect([loop.floor, state.floor]).toEqual(['2', '0']);
    first.end(true);
    await until(() => loop.idle, { every: 1 });
    await loop.mark();
    await loop.noteFloor();
    expect(state.floor).toBe('2');
  });
});
