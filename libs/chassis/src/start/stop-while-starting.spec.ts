import 'reflect-metadata';
import { afterEach, expect, it, jest } from '@jest/globals';
import { Inject, Injectable, Module } from '@nestjs/common';
import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import { z } from 'zod';
import { startService } from './start-service.js';
import { Transports } from './transports.js';

const waits = Promise.withResolvers<void>();

/** Waits for a broker that does not come, until it is closed. */
@Injectable()
class Waiting extends Server implements CustomTransportStrategy {
  readonly #closed = Promise.withResolvers<void>();

  constructor(@Inject(Transports) transports: Transports) {
    super();
    transports.strategies.push(this);
  }

  listen(callback: () => void): void {
    waits.resolve();
    void this.#closed.promise.then(callback);
  }
  close(): void {
    this.#closed.resolve();
  }
  on(): never {
    throw new TypeError('no events');
  }
  unwrap<T>(): T {
    return this as never;
  }
}

@Module({ providers: [Waiting] })
class WaitingModule {}

afterEach(() => void jest.restoreAllMocks());

it('a service that is told to stop while it waits for its broker stops in good order, without a word on standard error', async () => {
  const ended = Promise.withResolvers<unknown>();
  jest.spyOn(process, 'exit').mockImplementation((code) => (ended.resolve(code), undefined as never));
  const said = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  const before = process.listeners('SIGINT');
  Object.assign(process.env, { PORT: '3987', LOG_LEVEL: 'silent' });
  const started = startService(WaitingModule, { name: 'waiting', port: 3987, settings: z.object({}) });
  await waits.promise;
  process.emit('SIGINT', 'SIGINT');
  expect(await ended.promise).toBe(0);
  await started;
  expect(said).not.toHaveBeenCalled();
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    for (const listener of process.listeners(signal))
      if (!before.includes(listener as never)) process.off(signal, listener);
});
