import { Client } from './client.js';
import { runClosedLoop } from './closed-loop.js';
import { Ends } from './ends.js';
import type { LoadJob, LoadReport } from './messages.js';
import { placing } from './place.js';
import { Recorder } from './recorder.js';

const report = (message: LoadReport) => process.send?.(message);

const failed = (error: Error) => report({ kind: 'failed', why: error.message });

process.on('message', (job: LoadJob) => {
  run(job).then((window) => report({ kind: 'done', window }), failed);
});
process.on('disconnect', () => process.exit(0));

async function run(job: LoadJob) {
  const client = new Client(job.url, job.inFlight);
  const ends = job.database === undefined ? undefined : new Ends(job.database, failed);
  const backend = await ends?.connect();
  const recorder = new Recorder();
  await runClosedLoop(placing(client, job.skus, ends), recorder, {
    ...job,
    opened: () => report({ kind: 'opened', backends: backend === undefined ? [] : [backend] }),
    closed: () => report({ kind: 'closed' }),
  });
  client.close();
  await ends?.close();
  return recorder.window(job.inFlight);
}
