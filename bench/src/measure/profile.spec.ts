import { describe, expect, it } from '@jest/globals';
import { summarise, type CpuProfile } from './profile.js';

function node(id: number, functionName: string, url: string) {
  return { id, callFrame: { functionName, url, lineNumber: 9 } };
}

const profile: CpuProfile = {
  nodes: [
    node(1, '(idle)', ''),
    node(2, 'encode', 'file:///a/b/libs/messaging/dist/message.js'),
    node(3, 'parse', 'file:///a/b/node_modules/pg-protocol/dist/parser.js'),
    node(4, '', 'file:///a/b/node_modules/@opentelemetry/api/build/x.js'),
    node(5, '(garbage collector)', ''),
  ],
  startTime: 1_000_000,
  samples: [2, 1, 2, 3, 4, 5, 2],
  timeDeltas: [1000, 5000, 2000, 1000, 500, 250, 99_000],
};

describe('a CPU profile', () => {
  it('is summed up by function and by file or package, without idle time', () => {
    expect(summarise(profile, 1_000_000, 1_020_000)).toEqual({
      busyMs: 4.75,
      functions: [
        { name: 'encode libs/messaging/dist/message.js:10', milliseconds: 3 },
        { name: 'parse pg-protocol/dist/parser.js:10', milliseconds: 1 },
        { name: '(anonymous) @opentelemetry/api/build/x.js:10', milliseconds: 0.5 },
        { name: '(garbage collector)', milliseconds: 0.25 },
      ],
      files: [
        { name: 'libs/messaging/dist/message.js', milliseconds: 3 },
        { name: 'pg-protocol', milliseconds: 1 },
        { name: '@opentelemetry/api', milliseconds: 0.5 },
        { name: '(garbage collector)', milliseconds: 0.25 },
      ],
    });
  });

  it('counts only what lies within the stretch of time', () => {
    expect(summarise(profile, 1_001_500, 1_008_500)).toMatchObject({
      busyMs: 2,
      files: [{ name: 'libs/messaging/dist/message.js', milliseconds: 2 }],
    });
  });
});
