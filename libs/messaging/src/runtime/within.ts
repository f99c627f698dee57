import { pause } from './pause.js';

/** Waits for it, but no longer than `ms`. */
export async function within(milliseconds: number, awaited: Promise<unknown> | undefined): Promise<void> {
  const settled = new AbortController();
  try {
    await Promise.race([awaited, pause(milliseconds, settled.signal)]);
  } finally {
    settled.abort();
  }
}
