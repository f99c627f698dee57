import { describe, expect, it } from '@jest/globals';
import { mendHeaders, type HeaderPatch } from './mended-headers.js';

const ID = '8e3ec4d3-3853-449a-8ae7-e12fb0aae17d';
const original = {
  ce_id: ID,
  ce_type: 'shop.add',
  ce_source: '/web',
  ce_correlationid: 'saga-1',
  ce_ask: '1',
  traceparent: '00-1',
  own: 'x',
};
const mended = (patch: HeaderPatch, headers: Readonly<Record<string, string>> = original) =>
  mendHeaders(headers, patch);

describe('headers that are mended', () => {
  it('are set, changed and taken away, and what was changed is told', () => {
    const { headers, diff, issues, patch } = mended({
      ce_time: '2026-01-01T00:00:00Z',
      ce_type: 'shop.take-out',
      own: null,
      ce_source: '/shop',
    });
    expect(headers).toEqual({
      ...original,
      ce_time: '2026-01-01T00:00:00Z',
      ce_type: 'shop.take-out',
      ce_source: '/shop',
      own: undefined,
    });
    expect(diff).toEqual([
      { path: 'ce_type', from: 'shop.add', to: 'shop.take-out' },
      { path: 'ce_source', from: '/web', to: '/shop' },
      { path: 'own', from: 'x' },
      { path: 'ce_time', to: '2026-01-01T00:00:00Z' },
    ]);
    expect([issues, Object.keys(patch).sort()]).toEqual([[], ['ce_source', 'ce_time', 'ce_type', 'own']]);
  });

  it.each<[string, string | null, string]>([
    ['ce_id', 'another', 'id'],
    ['ce_partitionkey', 'b', 'key'],
    ['ce_correlationid', null, 'saga'],
    ['ce_causationid', 'x', 'saga'],
    ['ce_sagastep', 'x', 'saga'],
    ['ce_ask', '2', 'saga'],
    ['ce_deadline', '2030-01-01T00:00:00Z', 'saga'],
    ['traceparent', null, 'trace'],
    ['tracestate', 'x', 'trace'],
    ['baggage', 'x', 'trace'],
    ['__sagaworks.answer', '{}', 'library'],
  ])('do not include %s', (name, value, what) => {
    expect(mended({ [name]: value }).issues).toEqual([
      { path: `headers.${name}`, message: expect.stringContaining(what) },
    ]);
    expect(mended({ [name]: value }).issues[0]!.message).toMatch(/^is locked/);
  });

  it('may be named as they are', () => {
    expect(mended({ ce_id: ID, tracestate: null })).toMatchObject({ issues: [], diff: [], patch: {} });
  });

  it('include what is locked where nobody can read it', () => {
    expect(
      mended({ ce_ask: '1', ce_deadline: null }, { ...original, ce_ask: 'one', ce_deadline: 'soon' }).issues,
    ).toEqual([]);
  });

  it('do not include the source where it is part of the id', () => {
    expect(mended({ ce_source: '/shop' }, { ...original, ce_id: '7' }).issues).toMatchObject([
      { path: 'headers.ce_source', message: expect.stringContaining('id') },
    ]);
    expect(mended({ ce_source: '/shop' }, { ce_type: 'shop.add' }).issues).toEqual([]);
  });

  it('can be stored', () => {
    expect(mended({ own: 'nul \u0000' }).issues).toMatchObject([{ path: 'headers.own' }]);
  });
});
