import { describe, expect, it } from '@jest/globals';
import { fingerprintOf, topFrames } from './fingerprint.js';

const stack = (line: number, folder = '/srv/app') =>
  [
    'RangeError: sku 17 is not there',
    `    at check (node:internal/assert:10:1)`,
    `    at Stock.reserve (file://${folder}/dist/stock.js:${line}:3)`,
    `    at async decide (${folder}/dist/reserve-stock/handler.js:9:1)`,
    `    at ${folder}/node_modules/lib/index.js:1:1`,
    `    at ${folder}/dist/main.js:4:2`,
    `    at outer (${folder}/dist/further.js:4:2)`,
  ].join('\n');

describe('the fingerprint of a failure', () => {
  it('is the same wherever the code is installed and whatever line it moved to', () => {
    expect(fingerprintOf({ errorClass: 'RangeError', stack: stack(10) }, 'a.b')).toBe(
      fingerprintOf({ errorClass: 'RangeError', stack: stack(99, '/home/x') }, 'a.b'),
    );
  });

  it('differs by error class, by message type and by place', () => {
    const failure = { errorClass: 'RangeError', stack: stack(10) };
    const others = [
      fingerprintOf({ ...failure, errorClass: 'TypeError' }, 'a.b'),
      fingerprintOf(failure, 'a.c'),
      fingerprintOf({ ...failure, stack: failure.stack.replace('stock.js', 'other.js') }, 'a.b'),
    ];
    expect(new Set([fingerprintOf(failure, 'a.b'), ...others]).size).toBe(4);
  });
});

describe('the top frames', () => {
  it('are three of our own, by function and file', () => {
    expect(topFrames(stack(10))).toEqual(['Stock.reserve stock.js', 'decide handler.js', 'main.js']);
  });

  it('are those of a library where there are no others, and none of a stack that is empty', () => {
    expect(topFrames('Error: x\n    at run (/x/node_modules/lib/index.js:1:1)')).toEqual(['run index.js']);
    expect(topFrames('')).toEqual([]);
  });
});
