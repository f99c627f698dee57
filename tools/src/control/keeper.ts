import { explain } from '../errors.js';
import { startingSteps } from './running.js';
import { serveControl } from './server.js';

/**
 * Runs the demo's stack in the background for `npm run stack -- up`, which listens until it is told "ready" or why not.
 */
const tell = (message: { progress?: string; failed?: string; ready?: true }) => {
  if (process.connected) process.send?.(message);
  console.log(new Date().toISOString(), JSON.stringify(message));
};

const steps = startingSteps(({ part, how }) => {
  console.log(new Date().toISOString(), `${part} ended ${how}; start it with: npm run stack -- start ${part}`);
});

let stopping: Promise<void> | undefined;
const stop = () => (stopping ??= steps.running().stop());

const endOnSignal = () =>
  void stop()
    .catch(() => undefined)
    .then(() => process.exit(0));
process
  .on('SIGTERM', endOnSignal)
  .on('SIGINT', endOnSignal)
  .on('SIGHUP', () => undefined);

try {
  tell({ progress: 'kafka and postgres' });
  await steps.stack();
  const control = serveControl(steps.running(), async () => {
    await stop();
    // The answer to whoever asked goes out first.
    setTimeout(() => process.exit(0), 100);
    control.close();
  });
  tell({ progress: 'services and traces' });
  await Promise.all([steps.services(), steps.traces()]);
  tell({ ready: true });
  if (process.connected) process.disconnect();
} catch (error) {
  tell({ failed: explain(error) });
  await stop().catch(() => undefined);
  process.exit(1);
}
