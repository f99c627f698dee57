import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { makeFloorDatabases } from './tables.js';

export interface Floor {
  /** Takes the same `POST /orders`; its answer comes when the order has ended. */
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Starts the program without an engine as a process of its own, on databases of its own. */
export async function startFloor(urlOf: (database: string) => string, skus: readonly string[]): Promise<Floor> {
  const urls = await makeFloorDatabases(urlOf, skus);
  const child = fork(fileURLToPath(new URL('./main.js', import.meta.url)), {
    detached: true,
    env: { ...process.env, FLOOR_URLS: JSON.stringify(urls) },
  });
  const exit = once(child, 'exit');
  const [port] = (await Promise.race([
    once(child, 'message'),
    exit.then(([code]) => Promise.reject(new Error(`the floor ended with exit code ${code}`))),
  ])) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    pid: child.pid!,
    stop: async () => {
      if (child.connected) child.disconnect();
      await exit;
    },
  };
}
