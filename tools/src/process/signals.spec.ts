import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { signal } from './signals.js';

describe('a signal', () => {
  it('to a process that has just ended is none', async () => {
    const child = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await once(child, 'exit');
    expect(() => signal(child.pid!, 'SIGTERM')).not.toThrow();
  });

  it('that nobody may send is an error', () => {
    expect(() => signal(process.pid, 'SIGNONE' as NodeJS.Signals)).toThrow();
  });
});
