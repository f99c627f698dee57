import { kafkaAdmin } from '@sagaworks/messaging/kafka';
import { waitFor } from '../process/wait.js';

/** Ready is a broker that tells which cluster it is: the port opens before it has registered. */
export async function brokerAnswers(url: string, gone?: AbortSignal): Promise<void> {
  await waitFor(`kafka answering at ${url}`, () => tellsItsCluster(url), { within: 60_000, every: 100, until: gone });
}

async function tellsItsCluster(url: string): Promise<boolean> {
  await using admin = kafkaAdmin({ brokers: url, clientId: 'sagaworks-tools' });
  return admin.identity([]).then(
    ({ clusterId }) => clusterId !== '',
    () => false,
  );
}
