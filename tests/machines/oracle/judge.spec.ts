import { describe, expect, it } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { checks, judge } from './judge.js';
import { world } from './world.fixture.js';

describe('the oracle', () => {
  it('finds nothing wrong in a world in which all is right', () => {
    expect(judge(world())).toEqual([]);
  });

  it('asks every check there is', () => {
    const files = readdirSync(fileURLToPath(new URL('checks', import.meta.url))).filter(
      (name) => !name.endsWith('.spec.ts'),
    );
    expect(checks).toHaveLength(files.length);
  });
});
