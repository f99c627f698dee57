import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenApi } from './conforms.fixture.js';
import { Kitchen } from './kitchen.fixture.js';

interface Page {
  readonly items: readonly { readonly key: string }[];
  readonly nextCursor: string | null;
}
const encoded = (position: unknown): string => Buffer.from(JSON.stringify(position)).toString('base64url');

describe('a list of /ops', () => {
  let kitchen: Kitchen;
  beforeAll(async () => {
    kitchen = await Kitchen.open();
  }, 60_000);
  afterAll(() => kitchen?.close(), 20_000);

  const park = (key: string) =>
    kitchen.rows(
      `INSERT INTO messaging.parked_sequence (topic, key, length, due_at) VALUES ('kitchen.commands', $1, 1, 'infinity')`,
      [key],
    );

  it('refuses a cursor that it never gave in the same words whatever the list is: what, where, and what to do', async () => {
    const { paths } = await kitchen.get<OpenApi>('/docs-json');
    const lists = Object.entries(paths).filter(
      ([path, { get }]) => path.startsWith('/ops') && get?.parameters?.some(({ name }) => name === 'cursor'),
    );
    expect(lists.length).toBeGreaterThan(8);
    const { id: letter } = await kitchen.fail(301);
    const begun = await kitchen.post('/ops/redrives', { ids: [letter] });
    for (const [path] of lists)
      for (const cursor of [
        'somewhere',
        '7',
        encoded('x'),
        encoded([1]),
        encoded({}),
        encoded('9'.repeat(40)),
        'a'.repeat(8_001),
      ])
        expect({
          path,
          cursor,
          answer: await kitchen.get(`${path.replace('{id}', String(begun.body['id']))}?cursor=${cursor}`),
        }).toMatchObject({
          path,
          answer: {
            status: 400,
            detail: 'The request is not valid: cursor: Give the nextCursor of an earlier answer, unchanged',
            errors: [{ path: 'cursor', message: 'Give the nextCursor of an earlier answer, unchanged' }],
          },
        });
  }, 30_000);

  it('goes on behind a key as long as there are', async () => {
    const keys = ['ä', 'ö', 'ü'].map((letter) => letter.repeat(1_000));
    for (const key of keys) await park(key);
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page: Page = await kitchen.get(`/ops/parked?limit=1${cursor === undefined ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.items.map(({ key }) => key));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(expect.arrayContaining(keys));
  });
});
