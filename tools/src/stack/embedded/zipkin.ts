import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { insistFree } from '../../process/ports.js';
import { Program } from '../../process/program.js';
import { httpAnswers } from '../../process/http-ready.js';
import type { Death, TracesPart } from '../stack.js';
import { jarsOf } from './jars.js';
import { findJava } from './java.js';

interface Options {
  readonly folder: string;
  readonly port: number;
  readonly onDeath?: (death: Death) => void;
}

/**
 * Some 400 orders, each span of them traced: twice as many fill the heap, and the viewer then takes
 * the machine to clear it, and dies.
 */
const MOST_SPANS = 30_000;

/** Keeps traces in memory: they are for looking at, not for keeping. */
export async function embeddedZipkin({ folder, port, onDeath }: Options): Promise<TracesPart> {
  const [java, jars] = await Promise.all([findJava(), jarsOf('zipkin')]);
  const jar = readdirSync(jars).find((file) => file.endsWith('.jar')) ?? 'zipkin.jar';
  const url = `http://127.0.0.1:${port}`;
  const temporary = join(folder, 'tmp', 'traces');
  const program = new Program({
    name: 'traces',
    folder,
    before: async () => {
      // It unpacks libraries there, and being killed leaves them.
      rmSync(temporary, { recursive: true, force: true });
      mkdirSync(temporary, { recursive: true });
      await insistFree(port, 'traces');
    },
    command: () => ({
      file: java.file,
      args: [
        '-Xmx192m',
        '-XX:+UseSerialGC',
        '-XX:TieredStopAtLevel=1',
        `-Djava.io.tmpdir=${temporary}`,
        ...loopback(port),
        '-jar',
        join(jars, jar),
      ],
      env: { ...process.env, STORAGE_TYPE: 'mem', MEM_MAX_SPANS: String(MOST_SPANS) },
    }),
    // It has nothing to save, and takes seconds to end in order.
    stopSignal: 'SIGKILL',
    ready: (gone) => httpAnswers(`${url}/health`, gone),
    onDeath,
  });
  return Object.assign(program, { url });
}

/** It has no setting of its own for the address: by default everybody in the network reads the traces. */
function loopback(port: number): string[] {
  return ['-Darmeria.ports[0].ip=127.0.0.1', `-Darmeria.ports[0].port=${port}`, '-Darmeria.ports[0].protocols[0]=http'];
}
