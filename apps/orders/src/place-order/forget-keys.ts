import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LOGGER } from '@sagaworks/chassis';
import type { Logger } from '@sagaworks/messaging';
import { PrismaClient } from '../generated/client.js';
import { REMEMBERED_MS } from '../placing.js';

const EVERY_MS = 600_000;

/** Keeps the table of used Idempotency-Keys from growing for ever. */
@Injectable()
export class ForgetKeys implements OnModuleInit, OnApplicationShutdown {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(PrismaClient) private readonly prisma: PrismaClient,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  onModuleInit(): void {
    this.#timer = setInterval(
      () =>
        void this.forget(new Date()).catch((error: Error) =>
          this.log.warn({ err: error }, 'used idempotency keys are not forgotten; trying again later'),
        ),
      EVERY_MS,
    ).unref();
  }

  onApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /** Forgets what was used more than 24 hours before; resolves to how many. */
  async forget(now: Date): Promise<number> {
    const { count } = await this.prisma.idempotencyKey.deleteMany({
      where: { usedAt: { lt: new Date(now.getTime() - REMEMBERED_MS) } },
    });
    return count;
  }
}
