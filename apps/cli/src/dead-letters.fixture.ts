import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

/** A dead letter as inventory shows it. */
export const letter = (id: string, status = 'dead'): object => ({
  id,
  status,
  messageId: 'm1',
  type: 'inventory.reserve-stock',
  key: 'o1',
  attempts: 6,
  redrives: 1,
  firstFailedAt: '2026-01-01T00:00:00Z',
  lastFailedAt: '2026-01-01T00:00:01Z',
  fingerprint: 'f1',
  source: { topic: 'inventory.commands', partition: 2, offset: '17' },
  error: { class: 'TypeError', message: 'no such shelf', stack: 'at shelf.ts:1' },
  record: { headers: { ce_type: 'inventory.reserve-stock' }, value: { text: '{"lines":[]}' } },
  history: [{ at: '2026-01-01T00:00:00Z', actor: 'system', kind: 'dead-lettered', detail: {} }],
});
/** The refusal of a redrive: it is resolved. */
export const refusal = [
  409,
  { type: 'urn:problem:dead-letter-resolved', status: 409, detail: 'The dead letter is resolved.' },
] as const;

/** What `sagaworks dlq` says to these answers of inventory, and what it asked of it. */
export async function dlq(answers: Answers, ...words: readonly string[]) {
  await using inventory = await FakeService.start(answers);
  const said = await sagaworks('dlq', ...words, '--inventory-url', inventory.url);
  return { ...said, asked: inventory.asked, posts: inventory.asked.filter(({ method }) => method === 'POST') };
}
