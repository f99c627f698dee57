import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FAULT_POINTS, faultPoints } from './points.js';

describe('the fault points', () => {
  it('stand in docs/faults.md, each with what it takes', () => {
    const page = readFileSync(new URL('../../../../docs/faults.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| .* \| ([a-z, ]+) \|$/gm)].map(([, point, actions]) => [
      point,
      actions,
    ]);
    expect(rows).toEqual(FAULT_POINTS.map((point) => [point, faultPoints[point].actions.join(', ')]));
  });
});
