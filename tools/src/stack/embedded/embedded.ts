import { fingerprint } from '../../prepare/fingerprint.js';
import { folderOf } from '../../paths.js';
import { freePort } from '../../process/ports.js';
import { defaultPorts, type Part, type Stack, type StackOptions } from '../stack.js';
import { leave, removeStack, takeOver } from './former-run.js';
import { embeddedKafka } from './kafka.js';
import { embeddedPostgres } from './postgres.js';
import { checkMachine } from './preconditions.js';
import { embeddedZipkin } from './zipkin.js';

/** Real Kafka, PostgreSQL and Zipkin as processes of this machine, without Docker. */
export async function embeddedStack(options: StackOptions): Promise<Stack> {
  const { name = 'demo', onDeath } = options;
  const { defaultPorts: fixed = name === 'demo', throwaway = name !== 'demo', traces: wanted = true } = options;
  checkMachine();
  await takeOver(name, throwaway);
  const folder = folderOf(name);
  const port = (part: keyof typeof defaultPorts) => (fixed ? Promise.resolve(defaultPorts[part]) : freePort());
  const parts: Part[] = [];
  const stop = async () => {
    await Promise.all(parts.map((part) => part.stop()));
    leave(name);
    if (throwaway) removeStack(name);
  };
  try {
    const [kafka, postgres, traces] = await Promise.all([
      embeddedKafka({ folder, port: await port('kafka'), controllerPort: await port('kafkaController'), onDeath }),
      embeddedPostgres({
        stack: name,
        folder,
        port: await port('postgres'),
        imageName: `postgres-${fingerprint()}`,
        onDeath,
      }),
      wanted ? embeddedZipkin({ folder, port: await port('traces'), onDeath }) : undefined,
    ]);
    parts.push(kafka, postgres, ...(traces ? [traces] : []));
    await startAll(wanted === 'later' ? [kafka, postgres] : parts);
    return { name, way: 'embedded', folder, kafka, postgres, traces, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Waits for all of them even when one fails, so that none is still starting when they are stopped. */
async function startAll(parts: readonly Part[]): Promise<void> {
  const started = await Promise.allSettled(parts.map((part) => part.start()));
  const failure = started.find((result) => result.status === 'rejected');
  if (failure) throw failure.reason;
}
