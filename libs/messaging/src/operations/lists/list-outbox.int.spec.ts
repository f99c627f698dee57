import { describe, expect, it, jest } from '@jest/globals';
import { MemoryBroker } from '../../memory/memory-broker.js';
import { until } from '../../testing/until.js';
import { listOutbox } from './list-outbox.js';
import { withWriters } from '../../relay/relay.fixture.js';

jest.setTimeout(30_000);

describe('the list of the outbox', () => {
  it('shows what was written, the latest first, by state and page by page', async () => {
    const broker = new MemoryBroker();
    await withWriters([broker], async ([writer]) => {
      const { database } = writer!;
      await writer!.write('a');
      await until(async () => (await writer!.unsent()) === 0);
      broker.goAway();
      await writer!.write('b');
      await writer!.write('c');

      const unsent = await listOutbox(database, { state: 'unsent' });
      expect(unsent.items.map(({ messages }) => messages[0])).toMatchObject([
        { topic: 'writer.events', key: 'c', type: 'writer.wrote', id: 'c/1' },
        { key: 'b' },
      ]);
      expect(unsent.next).toBeNull();
      const sent = await listOutbox(database, { state: 'sent' });
      expect(sent.items).toMatchObject([{ state: 'sent', sentAt: expect.any(Date), messages: [{ key: 'a' }] }]);

      const first = await listOutbox(database, { limit: 2 });
      expect(first.items).toHaveLength(2);
      expect(await listOutbox(database, { limit: 2, after: first.next! })).toMatchObject({
        items: [{ messages: [{ key: 'a' }] }],
        next: null,
      });
    });
  });
});
