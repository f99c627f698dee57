import { FakeService, sagaworks, type Answers } from './fake-services.fixture.js';

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
