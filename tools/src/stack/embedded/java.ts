import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Missing } from '../../errors.js';
import { run } from '../../process/run.js';

const oldest = 17;

export interface Java {
  readonly file: string;
  /** Part of the name of the class archive: an archive of another Java is ignored by this one. */
  readonly version: string;
}

let found: Promise<Java> | undefined;

export function findJava(): Promise<Java> {
  return (found ??= find());
}

async function find(): Promise<Java> {
  const file = process.env['SAGAWORKS_JAVA'] ?? ofJavaHome() ?? 'java';
  const output = await run('java -version', file, ['-version']).catch(() => undefined);
  const version = output && /version "([^"]+)"/.exec(output)?.[1];
  if (!version) {
    throw new Missing(
      `Java ${oldest} or later`,
      `install it ("apt-get install openjdk-17-jre-headless") or set SAGAWORKS_JAVA to an existing bin/java`,
    );
  }
  if (Number.parseInt(version, 10) < oldest) {
    throw new Missing(
      `Java ${oldest} or later`,
      `${file} is ${version}; install a newer one or set SAGAWORKS_JAVA to its bin/java`,
    );
  }
  return { file, version };
}

function ofJavaHome(): string | undefined {
  const home = process.env['JAVA_HOME'];
  const file = home && join(home, 'bin', 'java');
  return file && existsSync(file) ? file : undefined;
}
