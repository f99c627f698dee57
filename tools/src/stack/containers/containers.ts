import { getContainerRuntimeClient } from 'testcontainers';
import { Missing, NotControllable } from '../../errors.js';
import { folderOf } from '../../paths.js';
import { httpAnswers } from '../../process/http-ready.js';
import { freePort, insistFree } from '../../process/ports.js';
import { postgresAnswers } from '../postgres-ready.js';
import { brokerAnswers } from '../kafka-ready.js';
import { defaultPorts, type Stack, type StackOptions } from '../stack.js';
import { ContainerPart } from './container-part.js';
import { account, kafkaContainer, postgresContainer, zipkinContainer } from './images.js';

/** The same parts in Docker. The data lives as long as the containers, which end with this process. */
export async function containerStack(options: StackOptions): Promise<Stack> {
  const { name = 'demo' } = options;
  const { defaultPorts: fixed = name === 'demo', traces: wanted = true } = options;
  await getContainerRuntimeClient().catch(() => {
    throw new Missing(
      'Docker',
      'install it and start its daemon, or leave out STACK=containers to run everything without it',
    );
  });
  const port = async (part: 'kafka' | 'postgres' | 'traces') => {
    if (!fixed) return freePort();
    await insistFree(defaultPorts[part], part);
    return defaultPorts[part];
  };
  const kafkaUrl = `127.0.0.1:${await port('kafka')}`;
  const kafka = new ContainerPart('kafka', kafkaContainer(portOf(kafkaUrl)), () => brokerAnswers(kafkaUrl));
  const postgresUrl = `127.0.0.1:${await port('postgres')}`;
  const url = (database: string) => `postgresql://${account.user}:${account.password}@${postgresUrl}/${database}`;
  const postgres = new ContainerPart('postgres', postgresContainer(portOf(postgresUrl)), () =>
    postgresAnswers(url('postgres')),
  );
  const tracesUrl = `http://127.0.0.1:${await port('traces')}`;
  const traces = new ContainerPart('traces', zipkinContainer(portOf(tracesUrl)), () =>
    httpAnswers(`${tracesUrl}/health`),
  );
  const parts = [kafka, postgres, ...(wanted ? [traces] : [])];
  const stop = async () => void (await Promise.all(parts.map((part) => part.remove())));
  const first = wanted === 'later' ? [kafka, postgres] : parts;
  const started = await Promise.allSettled(first.map((part) => part.start()));
  const failure = started.find((result) => result.status === 'rejected');
  if (failure) {
    await stop();
    throw failure.reason;
  }
  const wipe = () => Promise.reject(new NotControllable('kafka', 'a container is wiped by stopping the stack'));
  return {
    name,
    way: 'containers',
    folder: folderOf(name),
    kafka: extended(kafka, { url: kafkaUrl, wipe }),
    postgres: extended(postgres, { url }),
    traces: wanted ? extended(traces, { url: tracesUrl }) : undefined,
    stop,
  };
}

function extended<Surface extends object>(part: ContainerPart, surface: Surface): ContainerPart & Surface {
  return Object.assign(part, surface);
}

function portOf(url: string): number {
  return Number(url.slice(url.lastIndexOf(':') + 1));
}
