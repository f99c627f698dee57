import { prepareDatabases } from '../prepare/prepare.js';
import { ensureRoles } from '../prepare/roles.js';
import { postgresAnswers } from '../stack/postgres-ready.js';
import { databases } from '../stack/stack.js';
import { job } from './job.js';
import { setting } from './setting.js';

await job('databases', async () => {
  const admin = setting('POSTGRES_URL', 'the postgresql:// URL of a role that may create others');
  const passwords = Object.fromEntries(
    databases.map((name) => [name, setting(`${name.toUpperCase()}_PASSWORD`, `the password of the role ${name}`)]),
  );
  await postgresAnswers(admin);
  await prepareDatabases({ url: await ensureRoles(admin, passwords) });
  return `${databases.join(', ')} are prepared, each the property of a role of its own`;
});
