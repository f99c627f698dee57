import { waitFor } from '../process/wait.js';
import { kafkaClient } from './kafka-client.js';

/** Ready is a broker that lists itself: the port opens before it has registered. */
export async function brokerAnswers(url: string, gone?: AbortSignal): Promise<void> {
  await waitFor(`kafka answering at ${url}`, () => listsItself(url), { within: 60_000, every: 100, until: gone });
}

async function listsItself(url: string): Promise<boolean> {
  const admin = kafkaClient(url, { retries: 0 }).admin();
  try {
    await admin.connect();
    const { brokers, controller } = await admin.describeCluster();
    return brokers.length > 0 && controller !== null;
  } catch {
    return false;
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}
