// What a transaction says whose connection breaks between COMMIT and its answer.
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { throwawayService, type ThrowawayService } from '../testing/throwaway-service.js';
import { PgDatabase } from './database.js';

/** Passes everything on, and cuts the connection when the server answers the statements that `COMMIT` left with. */
function cuttingAtCommit(server: URL): Server {
  return createServer((client) => {
    const upstream = connect(Number(server.port), server.hostname);
    let committing = false;
    client.on('data', (data) => {
      committing ||= data.includes('COMMIT');
      upstream.write(data);
    });
    upstream.on('data', (data) => (committing ? (client.destroy(), upstream.destroy()) : client.write(data)));
    client.on('close', () => upstream.destroy());
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
  });
}

describe('a transaction', () => {
  let service: ThrowawayService;
  let server: Server;
  let behind: PgDatabase;
  beforeAll(async () => {
    service = await throwawayService('vault');
    await service.database.query('CREATE TABLE coin (nr int PRIMARY KEY)');
    const url = new URL(service.url);
    server = cuttingAtCommit(new URL(service.url)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url.hostname = '127.0.0.1';
    url.port = String((server.address() as AddressInfo).port);
    behind = new PgDatabase({ url: url.href, service: 'vault' });
  });
  afterAll(async () => {
    await behind.close();
    server.close();
    await service.close();
  });
  const coins = () => service.database.query('SELECT nr FROM coin ORDER BY nr');

  it('says that it is in doubt when the answer to COMMIT is lost, though it is done', async () => {
    await expect(behind.transaction((tx) => tx.sql('INSERT INTO coin VALUES (1)'))).rejects.toMatchObject({
      name: 'CommitInDoubt',
    });
    expect(await coins()).toEqual([{ nr: 1 }]);
  });

  it('says so too when the server ended the connection before it', async () => {
    const ending = service.database.transaction(async (tx) => {
      await tx.sql('INSERT INTO coin VALUES (2)');
      void tx.sql('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(ending).rejects.toMatchObject({ name: 'CommitInDoubt' });
    expect(await coins()).toEqual([{ nr: 1 }]);
  });

  it('is in no doubt about what the server cannot do just now, as when its disk is full, and says so', async () => {
    const full = service.database.transaction(
      async (tx) =>
        void tx.sql(`DO $$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$`),
    );
    await expect(full).rejects.toMatchObject({
      name: 'DatabaseAway',
      message: 'the database cannot be used (53100): could not extend file',
    });
  });

  it('is in no doubt about what the server refuses, or what broke before COMMIT was sent', async () => {
    await expect(
      service.database.transaction(async (tx) => void tx.sql('INSERT INTO coin VALUES (1)')),
    ).rejects.toMatchObject({ code: '23505' });
    await expect(
      service.database.transaction((tx) => tx.sql('SELECT pg_terminate_backend(pg_backend_pid())')),
    ).rejects.toMatchObject({ name: 'DatabaseAway' });
  });
});
