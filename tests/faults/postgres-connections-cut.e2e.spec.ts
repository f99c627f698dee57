import { it } from '@jest/globals';
import { allReady, moreEnd } from '../support/health.js';
import type { System } from '../support/system.js';
import { survives } from '../support/under-load.js';

const TIMES = 4;
const CUT = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname LIKE $1 AND pid <> pg_backend_pid()';

const cutAll = (system: System) => system.rows('orders', CUT, [`${system.stack.postgres.prefix?.replaceAll('_', '\\_')}%`]);

it('orders end and the books agree after PostgreSQL cuts all connections under load, again and again', async () => {
  await survives(async (system) => {
    for (let time = 0; time < TIMES; time += 1) {
      await cutAll(system);
      await moreEnd(system, 3);
    }
    await allReady(system);
  });
}, 240_000);
