import { Injectable } from '@nestjs/common';

/** `undefined` when the part works, else what is wrong with it. */
export type Check = () => Promise<string | undefined> | string | undefined;

export interface PartHealth {
  readonly healthy: boolean;
  readonly reason?: string;
}

/** Milliseconds; a part that cannot say so in time is not healthy. */
const PATIENCE = 2_000;

/** What a service needs to do its work; parts register themselves. */
@Injectable()
export class Health {
  readonly #checks = new Map<string, Check>();

  register(part: string, check: Check): void {
    this.#checks.set(part, check);
  }

  async parts(): Promise<Record<string, PartHealth>> {
    return Object.fromEntries(
      await Promise.all([...this.#checks].map(async ([part, check]) => [part, await examine(check)] as const)),
    );
  }
}

async function examine(check: Check): Promise<PartHealth> {
  try {
    const reason = await Promise.race([check(), late()]);
    return reason === undefined ? { healthy: true } : { healthy: false, reason };
  } catch (error) {
    return { healthy: false, reason: (error as Error).message };
  }
}

const late = (): Promise<string> =>
  new Promise((resolve) => setTimeout(() => resolve(`no answer within ${PATIENCE} ms`), PATIENCE).unref());
