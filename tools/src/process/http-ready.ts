import { waitFor } from './wait.js';

/** Resolves once a GET of the URL is answered with a 2xx. */
export async function httpAnswers(url: string, gone?: AbortSignal, within = 60_000): Promise<void> {
  await waitFor(`2xx from ${url}`, () => isOk(url), { within, every: 100, until: gone });
}

async function isOk(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
