import 'reflect-metadata';
import { connect, type AddressInfo, type Socket } from 'node:net';
import type { Server } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { BoundedExpress } from './bounded-server.js';

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`in 20 s it did not come to ${String(condition)}`);
    await pause(20);
  }
}

const LARGE = 'x'.repeat(20_000_000);

@Controller()
class AnyController {
  @Get('large')
  large(): string {
    return LARGE;
  }
  @Get('small')
  small(): string {
    return 'small';
  }
  @Post('small')
  take(): string {
    return 'taken';
  }
}
@Module({ controllers: [AnyController] })
class AnyModule {}

const CONNECTIONS = 10;
const bounds = { connections: CONNECTIONS, headersMs: 400, requestMs: 800, answerMs: 4_000, lookEveryMs: 50 };

// Real sockets, as slow as nobody is who means well: each may hold a connection for a time, and no longer.
describe('a client that is slow', () => {
  let app: NestExpressApplication;
  let server: Server;
  let port: number;
  const opened: Socket[] = [];

  beforeEach(async () => {
    app = await NestFactory.create<NestExpressApplication>(AnyModule, new BoundedExpress(bounds), { logger: false });
    await app.listen(0, '127.0.0.1');
    server = app.getHttpServer() as Server;
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    for (const socket of opened.splice(0)) socket.destroy();
    await app.close();
  });

  /** Says this, then a byte more every 20 ms; resolves to all that was answered once the connection is over. */
  const trickle = (start: string, byte: string): Promise<string> =>
    new Promise((resolve) => {
      const socket = open();
      let heard = '';
      const timer = setInterval(() => socket.write(byte), 20);
      socket.on('data', (data) => (heard += String(data)));
      socket.on('error', () => undefined);
      socket.on('close', () => (clearInterval(timer), resolve(heard)));
      socket.write(start);
    });
  function open(): Socket {
    const socket = connect(port, '127.0.0.1');
    opened.push(socket);
    return socket.on('error', () => undefined);
  }
  const held = () => new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count)));
  const nothingHeld = () => until(async () => (await held()) === 0);
  const isServed = async () => (await fetch(`http://127.0.0.1:${port}/small`, { headers: { connection: 'close' } })).ok;

  it('with its headers is answered 408', async () => {
    expect(await trickle('GET /small HTTP/1.1\r\nHost: localhost\r\nX: ', 'x')).toMatch(/^HTTP\/1\.1 408 /);
    await nothingHeld();
  });

  it('with its body is answered 408', async () => {
    const start =
      'POST /small HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n';
    expect(await trickle(start, ' ')).toMatch(/^HTTP\/1\.1 408 /);
    await nothingHeld();
  });

  it('and says nothing at all is let go', async () => {
    const silent = open();
    await until(async () => (await held()) === 1);
    await nothingHeld();
    silent.destroy();
  });

  it('to read its answer, or never reads it, is let go', async () => {
    const [never, drop] = [open(), open()];
    for (const socket of [never, drop]) {
      socket.pause();
      socket.write('GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n');
    }
    const sip = setInterval(() => drop.read(1_000), 20);
    await until(async () => (await held()) === 2);
    await nothingHeld();
    clearInterval(sip);
  });

  it('but reads it all in time has it all', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/large`, { headers: { connection: 'close' } });
    expect((await answer.text()).length).toBe(LARGE.length);
  });

  it('keeps others out only while it is among as many as are let in', async () => {
    const crowd = Array.from({ length: 3 * CONNECTIONS }, () => open());
    for (const socket of crowd) socket.write('GET /small HTTP/1.1\r\nX: ');
    await until(async () => (await held()) === CONNECTIONS);
    expect(await isServed().catch(() => false)).toBe(false);
    await until(() => isServed().catch(() => false));
    expect(await held()).toBeLessThanOrEqual(CONNECTIONS);
  });
});
