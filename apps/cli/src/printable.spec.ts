import { describe, expect, it } from '@jest/globals';
import { FakeService, sagaworks } from './fake-services.fixture.js';
import { onOneLine, printable } from './printable.js';

describe('text from outside', () => {
  it.each([
    ['an escape sequence', '\u001b[2J', '\\u001b[2J'],
    ['a bell', 'a\u0007', 'a\\u0007'],
    ['a control sequence of one character', '\u009b2J', '\\u009b2J'],
    ['a carriage return', 'paid\rowed', 'paid\\u000dowed'],
    ['text that runs backwards', 'a\u202eb', 'a\\u202eb'],
    ['a separator of lines', 'a\u2028b', 'a\\u2028b'],
    ['half a character', 'a\ud800b', 'a\\ud800b'],
  ])('shows %s instead of obeying it', (_, text, shown) => expect(printable(text)).toBe(shown));

  it('keeps words in any language, and the ends of lines, but not within a cell', () => {
    expect(printable('Äpfel für 李\n𝄞')).toBe('Äpfel für 李\n𝄞');
    expect(onOneLine('a\nb')).toBe('a\\nb');
  });

  it('is shown by every command, as a table and as JSON, in what it found and in what was refused', async () => {
    const customerId = 'eve\u001b]0;owned\u0007\nfulfilled';
    const order = {
      orderId: 'o1',
      sagaId: 's1',
      status: 'pending',
      customerId,
      total: { amount: 1, currency: 'EUR' },
      placedAt: '2026-01-01T00:00:00Z',
      links: {},
      lines: [],
    };
    await using orders = await FakeService.start({
      'GET /orders': [200, { items: [order], nextCursor: null }],
      'GET /orders/o1': [409, { type: 'urn:problem:x', title: 'x', status: 409, detail: `no ${customerId}` }],
    });
    const table = await sagaworks('order', 'list', '--orders-url', orders.url);
    expect(table.out).toContain('eve\\u001b]0;owned\\u0007\\nfulfilled');
    const json = await sagaworks('--json', 'order', 'list', '--orders-url', orders.url);
    expect(json.out).not.toMatch(/\u001b|\u0007/);
    expect((JSON.parse(json.out) as { items: unknown[] }).items).toMatchObject([{ customerId }]);
    expect((await sagaworks('order', 'show', 'o1', '--orders-url', orders.url)).error).not.toMatch(/\u001b|\u0007/);
  });
});
