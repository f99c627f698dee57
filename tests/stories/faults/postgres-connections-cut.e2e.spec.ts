import { it } from '@jest/globals';
import { services } from '@sagaworks/tools';
import { oneMoreEnds } from '../../machines/support/progress.js';
import type { System } from '../../machines/support/system.js';
import { survives } from '../../machines/support/under-load.js';

const TIMES = 4;
const CUT =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()';

/** Those of the services; what the outside world's books are kept in is its own affair. */
const cutAll = (system: System) => Promise.all(services.map((service) => system.rows(service, CUT)));

it('orders end and the books agree after PostgreSQL cuts all connections under load, again and again', async () => {
  await survives(async (system) => {
    for (let time = 0; time < TIMES; time += 1) {
      await cutAll(system);
      await oneMoreEnds(system);
    }
  });
}, 240_000);
