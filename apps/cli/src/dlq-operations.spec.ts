import { describe, expect, it } from '@jest/globals';
import { cause, redriveOfMany } from './answers.fixture.js';
import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

const refused = [
  409,
  { type: 'urn:problem:redrive-done', status: 409, detail: 'A redrive that is done cannot take pause.' },
] as const;
const found = cause();

async function dlq(answers: Answers, ...words: readonly string[]) {
  await using inventory = await FakeService.start(answers);
  const said = await sagaworks('dlq', ...words, '--inventory-url', inventory.url);
  return { ...said, asked: inventory.asked };
}

describe('redrives of many', () => {
  it.each([[['operations']], [['operations', 'list']]])('are listed with how far they are: %j', async (words) => {
    const { out, code } = await dlq(
      { 'GET /ops/redrives': [200, { items: [redriveOfMany()], nextCursor: null }] },
      ...words,
    );
    expect(code).toBe(0);
    expect(out).toMatch(/r1 +inventory +running +5 waiting, 6 succeeded +ada/);
  });

  it('are shown whole; one that has halted needs a person', async () => {
    const items = [
      200,
      {
        items: [
          { position: 1, deadLetterId: 'a', state: 'failed', reason: 'TypeError: no such shelf', undoneAt: null },
        ],
        nextCursor: null,
      },
    ] as const;
    const answers: Answers = {
      'GET /ops/redrives/r1': [200, redriveOfMany({ state: 'halted', metUndo: 2 })],
      'GET /ops/redrives/r1/items': items,
    };
    const { out, code, asked } = await dlq(answers, 'operations', 'show', 'r1');
    expect(code).toBe(6);
    expect(out).toMatch(
      /state +halted[\s\S]*met their undo +2[\s\S]*a +failed +TypeError: no such shelf[\s\S]*ada +started/,
    );
    expect(asked.filter(({ url }) => url.includes('items')).map(({ url }) => /state=(\w+)/.exec(url)![1])).toEqual([
      'refused',
      'failed',
    ]);
    expect(
      (await dlq({ ...answers, 'GET /ops/redrives/r1': [200, redriveOfMany()] }, 'operations', 'show', 'r1')).code,
    ).toBe(0);
  });

  it.each(['pause', 'resume', 'cancel'])('take %s by name', async (act) => {
    const answers: Answers = {
      'GET /ops/redrives/r1': [200, redriveOfMany()],
      [`POST /ops/redrives/r1/${act}`]: [200, redriveOfMany({ state: 'paused' })],
    };
    const { out, asked } = await dlq(answers, 'operations', act, 'r1');
    expect(asked.at(-1)).toMatchObject({ method: 'POST', operator: 'ada' });
    expect(out).toMatch(/state +paused/);
  });

  it('refuse what they are in no state for', async () => {
    const answers: Answers = {
      'GET /ops/redrives/r1': [200, redriveOfMany({ state: 'done' })],
      'POST /ops/redrives/r1/pause': refused,
    };
    expect(await dlq(answers, 'operations', 'pause', 'r1')).toMatchObject({
      code: 4,
      error: expect.stringContaining('cannot take pause'),
    });
    expect((await dlq({}, 'operations', 'cancel', 'r2')).code).toBe(3);
  });
});

describe('a cause of dead letters', () => {
  const path = '/ops/dead-letter-groups/f1';
  const answers: Answers = {
    [`GET ${path}`]: [200, found],
    [`PATCH ${path}`]: [200, { ...found, note: 'a shelf is missing', snoozedUntil: '2100-01-01T00:00:00.000Z' }],
  };

  it('is looked after by name, with a note, and snoozed', async () => {
    const { out, asked } = await dlq(
      answers,
      'triage',
      'f1',
      '--owner',
      'bob',
      '--note',
      'a shelf is missing',
      '--snooze',
      '2h',
    );
    const { method, operator, body } = asked.at(-1)!;
    expect({ method, operator, body }).toEqual({
      method: 'PATCH',
      operator: 'ada',
      body: { owner: 'bob', note: 'a shelf is missing', snoozedUntil: expect.any(String) },
    });
    expect(Math.round((Date.parse((body as { snoozedUntil: string }).snoozedUntil) - Date.now()) / 60_000)).toBe(120);
    expect(out).toMatch(/owner +bob[\s\S]*snoozed until +2100[\s\S]*note +a shelf is missing/);
  });

  it('is given back, and what is not named stays', async () => {
    expect((await dlq(answers, 'triage', 'f1', '--no-owner', '--no-snooze')).asked.at(-1)!.body).toEqual({
      owner: null,
      snoozedUntil: null,
    });
    expect((await dlq(answers, 'triage', 'f1', '--no-note')).asked.at(-1)!.body).toEqual({ note: null });
    expect(await dlq(answers, 'triage', 'f1')).toMatchObject({ code: 2, error: expect.stringContaining('--owner') });
    expect((await dlq(answers, 'triage', 'f1', '--snooze', 'soon')).code).toBe(2);
  });

  it('that is snoozed says so in the list', async () => {
    const items = (snoozedUntil: string | null): Answers => ({
      'GET /ops/dead-letter-groups': [200, { items: [{ ...found, snoozedUntil }], nextCursor: null }],
    });
    expect((await dlq(items('2100-01-01T00:00:00.000Z'), 'groups')).out).toContain('bob (snoozed)');
    expect((await dlq(items('2020-01-01T00:00:00.000Z'), 'groups')).out).not.toContain('snoozed)');
  });
});
