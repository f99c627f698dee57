import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { keep } from './keep.js';

it('the logs and all that is wrong outlive the system, and nothing of an earlier run of the seed is among them', () => {
  const local = mkdtempSync(join(tmpdir(), 'chaos-'));
  try {
    const folder = systemThat(local, { says: { 'orders.log': 'one' } });
    expect(keep(folder, 7, ['first', 'second'])).toBe(join(local, 'chaos-7'));
    rmSync(folder, { recursive: true });
    expect(read(local, 'orders.log')).toBe('one');
    expect(read(local, 'wrong.txt')).toBe('first\nsecond\n');

    keep(systemThat(local, { says: { 'kafka.log': 'two' } }), 7, ['third']);
    expect(readdirSync(join(local, 'chaos-7')).sort()).toEqual(['kafka.log', 'wrong.txt']);
  } finally {
    rmSync(local, { recursive: true });
  }
});

function systemThat(local: string, { says }: { readonly says: Readonly<Record<string, string>> }): string {
  const folder = join(local, 'test_1');
  mkdirSync(join(folder, 'logs'), { recursive: true });
  for (const [name, text] of Object.entries(says)) writeFileSync(join(folder, 'logs', name), text);
  return folder;
}

const read = (local: string, name: string): string => readFileSync(join(local, 'chaos-7', name), 'utf8');
