import { it } from '@jest/globals';
import { survives } from '../../machines/support/under-load.js';

it('orders end and the books agree after PostgreSQL is killed under load and started again', async () => {
  await survives(
    async ({ stack }) => {
      await stack.postgres.kill('SIGKILL');
      await stack.postgres.start();
    },
    { alone: true },
  );
}, 240_000);
