import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { ensureRoles } from './roles.js';
import { withDatabase } from './sql.js';

const admin = process.env['TEST_DATABASE_URL'] ?? '';
const suffix = randomBytes(4).toString('hex');
const [mine, others] = [`mine_${suffix}`, `others_${suffix}`];
const passwords = { [mine]: 'first', [others]: 'second' };

describe('roles', () => {
  let url: (database: string) => string;
  const as = (role: string, database: string) => Object.assign(new URL(url(role)), { pathname: `/${database}` }).href;
  const run = (address: string, sql: string) => withDatabase(address, (client) => client.query(sql));

  beforeAll(async () => {
    url = await ensureRoles(admin, passwords);
  });
  afterAll(async () => {
    for (const name of [mine, others]) await run(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    for (const name of [mine, others]) await run(admin, `DROP ROLE IF EXISTS ${name}`);
  });

  it('own their database: they may migrate it', async () => {
    await run(url(mine), 'CREATE SCHEMA messaging; CREATE TABLE messaging.inbox (id int); CREATE TABLE stock (id int)');
  });

  it.each(['postgres', 'template1', others])('are not let into %s', async (database) => {
    await expect(run(as(mine, database), 'SELECT 1')).rejects.toMatchObject({ code: '42501' });
  });

  it('may not make themselves more', async () => {
    await expect(run(url(mine), `CREATE ROLE more_${suffix}`)).rejects.toMatchObject({ code: '42501' });
    await expect(run(url(mine), `CREATE DATABASE more_${suffix}`)).rejects.toMatchObject({ code: '42501' });
  });

  it('keep their data and get the new password when the job runs again', async () => {
    await run(url(mine), 'CREATE TABLE kept (id int)');
    url = await ensureRoles(admin, { ...passwords, [mine]: `it's new` });
    await run(url(mine), 'SELECT FROM kept');
  });

  it('leave databases that are not theirs to the administrator', () => {
    expect(url('postgres')).toBe(Object.assign(new URL(admin), { pathname: '/postgres' }).href);
  });
});
