import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CALLS_PAGE, INHERITED_AT_ONCE } from '../../calls/call-rows.js';
import type { OpenCall } from '../../calls/open-call.js';
import type { Tx } from '../../runtime/database.js';
import { ANSWER, instance, keysOf, PAST, SOON, type CallsUnderTest } from './calls-under-test.js';

/** What every table of calls does, held against one adapter. Call it at the top of a spec. */
export function callsCompliance(name: string, make: () => CallsUnderTest | Promise<CallsUnderTest>): void {
  describe(`${name} are calls on record`, () => {
    let under: CallsUnderTest;
    beforeAll(async () => void (under = await make()));
    afterAll(() => under.close());
    readingCases(() => under);
    recordCases(() => under);
    ownerCases(() => under);
  });
}

function readingCases(under: () => CallsUnderTest): void {
  it('hand each call over after its commit, with the open calls of its line before it', async () => {
    const { write, of } = instance(under());
    const [first] = await write(of('a', { orderingKey: 'o' }));
    const [second, another] = await write(of('b', { orderingKey: 'o' }), of('x'));
    expect([first!.openBefore, second!.openBefore, another!.openBefore]).toEqual([[], [first!.seq], []]);
    expect(second!.pending.key).toBe('b');
  });

  it('are read as the first of their lines, in order, as they were written', async () => {
    const { write, of, heads } = instance(under());
    await write(of('a', { orderingKey: 'o', request: { text: 'naïve ✓' } }), of('b', { orderingKey: 'o' }), of('c'));
    const read = await heads();
    expect(keysOf(read)).toEqual(['a', 'c']);
    expect(read[0]).toMatchObject({
      followed: true,
      begun: false,
      onRecord: false,
      withdrawn: false,
      tries: 0,
      pending: { request: { text: 'naïve ✓' } },
    });
    expect(read[1]).toMatchObject({ followed: false });
  });

  it('are read by lane: with a deadline, without, undos, and what has failed', async () => {
    const { write, of, room, heads, owner } = instance(under());
    await write(of('prompt', { deadline: SOON }), of('steady'), of('undo', { undoes: 'x' }), of('failed'));
    const failed = (await heads()).find(({ pending: { key } }) => key === 'failed')!;
    await under().rows.note(owner, [{ ...failed, tries: 1, lastError: '503', dueAt: Date.now() - 1_000 }]);
    const lanes = await Promise.all(([0, 1, 2, 3] as const).map((lane) => heads(room({ lane }))));
    expect(lanes.map(keysOf)).toEqual([['prompt'], ['steady'], ['undo'], ['failed']]);
    expect(lanes[3]![0]).toMatchObject({ tries: 1, lastError: '503' });
    expect(lanes[2]![0]!.pending.undoes).toBe('x');
  });

  it('are read as far as there is room, in number and in bytes, and at least one', async () => {
    const { write, of, room, heads } = instance(under());
    await write(...['a', 'b', 'c', 'd'].map((key) => of(key, { request: { text: 'x'.repeat(1_000) } })));
    expect(keysOf(await heads(room({ calls: 2 })))).toEqual(['a', 'b']);
    expect(keysOf(await heads(room({ bytes: 1 })))).toEqual(['a']);
    expect(keysOf(await heads(room({ calls: 2, newestFirst: true })))).toEqual(['c', 'd']);
  });

  it('are not read before they are due, nor when they are known', async () => {
    const { write, of, heads, owner, room } = instance(under());
    await write(of('a'), of('b'), of('c'));
    const [a, b] = await heads();
    await under().rows.note(owner, [{ ...a!, tries: 1, dueAt: Date.now() + 60_000 }]);
    expect(keysOf(await under().rows.heads(owner, [room(), room({ lane: 3 })], [b!.seq]))).toEqual(['c']);
    expect(await under().rows.firstOf(owner, [a!.pending])).toEqual([]);
  });

  it('are read line by line, where their first call is the owner’s', async () => {
    const { write, of, owner } = instance(under());
    const another = instance(under());
    await write(of('a'));
    await another.write(of('b'));
    await write(of('c', { orderingKey: 'b' }));
    const lines = [of('a'), of('b'), of('none')];
    expect(keysOf(await under().rows.firstOf(owner, lines))).toEqual(['a']);
    expect(keysOf(await under().rows.firstOf(another.owner, lines))).toEqual(['b']);
  });

  it('are told where their deadline is past and they never began', async () => {
    const { write, of, owner } = instance(under());
    const written = await write(
      of('late', { deadline: PAST }),
      of('begun', { deadline: PAST }),
      of('soon', { deadline: SOON }),
    );
    await write(of('behind', { deadline: PAST, orderingKey: 'begun' }));
    await under().rows.begin(owner, [written[1]!.seq]);
    expect(keysOf(await under().rows.overdue(owner, []))).toEqual(['late']);
    expect(await under().rows.overdue(owner, [written[0]!.seq])).toEqual([]);
  });

  it('are told a page at a time where their deadline is past, the longest overdue first', async () => {
    const { write, of, owner } = instance(under());
    const before = (seconds: number) => new Date(PAST.getTime() - seconds * 1_000);
    await write(...Array.from({ length: CALLS_PAGE + 2 }, (_, n) => of(`late ${n}`, { deadline: before(n) })));
    const told = await under().rows.overdue(owner, []);
    expect(told).toHaveLength(CALLS_PAGE);
    expect(keysOf(told)).not.toContain('late 0');
    expect(keysOf(told)).toContain(`late ${CALLS_PAGE + 1}`);
  });

  it('are counted by party, with the age of the oldest', async () => {
    const { write, of, owner, party } = instance(under());
    await write(of('a'), of('b'));
    const [count, ...others] = await under().rows.counts(owner);
    expect([count, others]).toMatchObject([{ party, open: 2 }, []]);
    expect(Math.abs(Date.now() - count!.oldestOpenAt)).toBeLessThan(60_000);
  });
}

function recordCases(under: () => CallsUnderTest): void {
  it('say that an attempt may have begun: from the start where that is expected, for the first of a line', async () => {
    const { write, of, heads, expectToBegin } = instance(under());
    expectToBegin();
    const [first] = await write(of('a'));
    const [behind] = await write(of('b', { orderingKey: 'a' }));
    expect([first!.onRecord, behind!.onRecord]).toEqual([true, false]);
    expect((await heads())[0]).toMatchObject({ begun: true, onRecord: true });
  });

  it('let their owner begin, and nobody else', async () => {
    const { write, of, owner, heads } = instance(under());
    const [a] = await write(of('a'));
    expect(await under().rows.begin(crypto.randomUUID(), [a!.seq])).toEqual([]);
    expect((await heads())[0]).toMatchObject({ begun: false });
    expect(await under().rows.begin(owner, [a!.seq])).toEqual([a!.seq]);
    expect((await heads())[0]).toMatchObject({ begun: true });
  });

  it('say of one that never began that its undo stands behind it', async () => {
    const { write, of, owner, heads } = instance(under());
    await write(of('a', { key: 'do', orderingKey: 'o' }));
    await write(of('b', { key: 'undo', orderingKey: 'o', undoes: 'do' }));
    const [action] = await heads();
    expect(action).toMatchObject({ withdrawn: true });
    await under().rows.begin(owner, [action!.seq]);
    expect((await heads())[0]).toMatchObject({ withdrawn: false });
  });

  it('take an answer once, from their owner', async () => {
    const { write, of, heads, claim } = instance(under());
    await write(of('a'), of('b'));
    const [a, b] = await heads();
    expect(await claim({ ...a!, owner: crypto.randomUUID() })).toEqual([]);
    expect(keysOf(await claim(a!, b!))).toEqual(['a', 'b']);
    expect(await claim(a!)).toEqual([]);
    expect(await heads()).toEqual([]);
  });

  it('keep an answer that could not be brought in, before what follows in its line', async () => {
    const { write, of, heads } = instance(under());
    await write(of('a', { orderingKey: 'o' }));
    await write(of('b', { orderingKey: 'o' }));
    const [a] = await heads();
    const call = { ...a!, answer: { value: ANSWER, trace: {} } };
    await under().database.transaction(async (tx) => {
      await under().answers.claim(tx as Tx, [call]);
      under().answers.fail(tx as Tx, [{ call, error: new Error('a bug'), tries: 1, delayMs: -1_000 }]);
    });
    expect(await heads()).toMatchObject([{ seq: a!.seq, answerTries: 1, answer: { value: ANSWER } }]);
  });
}

function ownerCases(under: () => CallsUnderTest): void {
  it('are inherited, a page at a time, from who does not live, and from nobody else', async () => {
    const [dead, living, heir] = [instance(under()), instance(under()), instance(under())];
    for (const each of [dead, living, heir]) await each.beat(true);
    await dead.write(...Array.from({ length: INHERITED_AT_ONCE + 200 }, (_, n) => dead.of(`k${n}`)));
    await living.write(living.of('a'));
    const [{ seq }] = (await dead.heads()) as [OpenCall];
    await under().rows.leave(dead.owner);
    expect([
      await under().rows.inherit(heir.owner),
      await under().rows.inherit(heir.owner),
      await under().rows.inherit(heir.owner),
    ]).toEqual([INHERITED_AT_ONCE, 200, 0]);
    expect(await dead.beat()).toMatchObject({ alive: false });
    expect(await living.beat()).toMatchObject({ alive: true });
    expect(await under().rows.begin(dead.owner, [seq])).toEqual([]);
    expect(await under().rows.begin(heir.owner, [seq])).toEqual([seq]);
    expect(keysOf(await living.heads())).toEqual(['a']);
  });

  it('are inherited also where they were committed after their owner was taken for dead', async () => {
    const [dead, heir] = [instance(under()), instance(under())];
    for (const each of [dead, heir]) await each.beat(true);
    await under().rows.leave(dead.owner);
    expect(await under().rows.inherit(heir.owner)).toBe(0);
    await dead.write(dead.of('late'));
    expect(await under().rows.inherit(heir.owner)).toBe(1);
  });
}
