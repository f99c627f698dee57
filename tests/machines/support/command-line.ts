import { expect } from '@jest/globals';
import { databases } from '@sagaworks/tools';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { System } from './system.js';

const PROGRAM = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));

interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** The commands as a person called ada types them, against the services of a system. */
export class CommandLine {
  readonly #environment: NodeJS.ProcessEnv;

  constructor({ services }: System) {
    const urls = Object.fromEntries(
      databases.map((name) => [`SAGAWORKS_${name.toUpperCase()}_URL`, services.urls[name]]),
    );
    this.#environment = { ...process.env, ...urls, USER: 'ada' };
  }

  run(...words: readonly string[]): Promise<Said> {
    return new Promise((resolve) => {
      const child = execFile(process.execPath, [PROGRAM, ...words], { env: this.#environment }, (_, out, error) =>
        resolve({ code: child.exitCode ?? -1, out, error }),
      );
    });
  }

  /** As pasted from the documentation into a shell: its `npx sagaworks` is what was built. */
  async paste(script: string): Promise<Said> {
    const folder = mkdtempSync(join(tmpdir(), 'pasted-'));
    writeFileSync(join(folder, 'npx'), `#!/bin/sh\nshift\nexec "${process.execPath}" "${PROGRAM}" "$@"\n`, {
      mode: 0o755,
    });
    const environment = { ...this.#environment, PATH: `${folder}:${process.env['PATH']}` };
    try {
      return await new Promise((resolve) => {
        const child = execFile('bash', ['-c', script], { env: environment }, (_, out, error) =>
          resolve({ code: child.exitCode ?? -1, out, error }),
        );
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** What a script gets; nothing may be said to be wrong. */
  async json<T>(...words: readonly string[]): Promise<T> {
    const { out, error } = await this.run('--json', ...words);
    expect(error).toBe('');
    return JSON.parse(out) as T;
  }
}
