import type { AlertChannel } from './channel.js';

/** Posts alerts as JSON. An address that has moved has not taken it. */
export const webhook = (url: string): AlertChannel => ({
  name: 'webhook',
  async tell(alert, signal) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(alert),
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the webhook answered ${response.status}`);
  },
});
