import { services } from '../protocol.js';
import { look, type Sources } from './sources.js';

const PENDING = 'SELECT count(*)::int AS "pending orders" FROM orders WHERE status = \'pending\'';
const UNDER_WAY = `SELECT (SELECT count(*) FROM messaging.outbox WHERE sent_at IS NULL)::int AS "unsent rows",
  (SELECT count(*) FROM messaging.call WHERE state IN ('open', 'answer-failed'))::int AS "open calls", (SELECT count(*) FROM messaging.parked_message)::int AS "parked messages"`;

/** What is still to come, as far as it can be told cheaply: in words, empty when all seems at rest. */
export async function stillMoving({ database }: Sources): Promise<string[]> {
  const count = async (service: string, text: string) => {
    const [row] = await look(database(service), (query) => query<Record<string, number>>(text));
    return Object.entries(row!)
      .filter(([, number]) => number > 0)
      .map(([what, number]) => `${number} ${what} of ${service}`);
  };
  return (
    await Promise.all([count('orders', PENDING), ...services.map((service) => count(service, UNDER_WAY))])
  ).flat();
}
