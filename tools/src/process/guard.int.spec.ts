import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { identityOf, isAlive } from './identity.js';
import { waitFor } from './wait.js';

const program = new URL('../../dist/process/guard.js', import.meta.url).href;
const owner = `
  import { spawn } from 'node:child_process';
  const { guard } = await import(process.argv[1]);
  const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
  guard(child.pid, 'SIGTERM');
  console.log(child.pid);
  if (process.argv[2] === 'frozen') process.kill(child.pid, 'SIGSTOP');
  setInterval(() => {}, 1000);
`;

async function killOwner(mode: string) {
  const parent = spawn(process.execPath, ['--input-type=module', '-e', owner, program, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  });
  const [line] = await once(createInterface({ input: parent.stdout }), 'line');
  const child = identityOf(Number(line));
  parent.kill('SIGKILL');
  return child;
}

describe('the guard', () => {
  it.each(['running', 'frozen'])(
    'ends a %s child when its owner was killed with SIGKILL',
    async (mode) => {
      const child = await killOwner(mode);
      expect(child).toBeDefined();
      await waitFor('the child ending', () => child && !isAlive(child), { within: 5000 });
    },
    15_000,
  );
});
