import { it } from '@jest/globals';
import { survives } from '../../machines/support/under-load.js';

it('orders end and the books agree after Kafka is killed under load and started again', async () => {
  await survives(
    async ({ stack }) => {
      await stack.kafka.kill('SIGKILL');
      await stack.kafka.start();
    },
    { alone: true },
  );
}, 240_000);
