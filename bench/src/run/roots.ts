import type { Services, Stack } from '@sagaworks/tools';
import type { Roots } from '../measure/cpu.js';

/** A stack that runs elsewhere has no processes here: its CPU is not counted. */
export function stackRoots({ postgres, kafka, traces }: Stack): Roots {
  return known({ postgres: postgres.pid, kafka: kafka.pid, traces: traces?.pid });
}

export function serviceRoots(services: Services): Roots {
  return known(Object.fromEntries(services.parts.map(({ name, pid }) => [name, pid])));
}

function known(pids: Record<string, number | undefined>): Roots {
  return Object.fromEntries(Object.entries(pids).flatMap(([name, pid]) => (pid === undefined ? [] : [[name, pid]])));
}
