import { createHash } from 'node:crypto';
import type { Failure } from '../../runtime/failure.js';

const TOP_FRAMES = 3;

/**
 * The same for all messages of one type that failed in one place the same way; line numbers and texts do not count, so
 * it outlives a deployment.
 */
export function fingerprintOf(failure: Pick<Failure, 'errorClass' | 'stack'>, type: string): string {
  const cause = [failure.errorClass, ...topFrames(failure.stack), type].join('\n');
  return createHash('sha256').update(cause).digest('hex').slice(0, 16);
}

/** Function and file of the innermost frames of our own code; of any code where there are none. */
export function topFrames(stack: string): string[] {
  const frames = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim());
  const own = frames.filter((frame) => !/node:|node_modules/.test(frame));
  return (own.length > 0 ? own : frames).slice(0, TOP_FRAMES).map(withoutPlace);
}

/** `at decide (file:///srv/app/stock.js:10:3)` as `decide stock.js`. */
function withoutPlace(frame: string): string {
  const [, name = '', file = ''] = /^at (?:async )?(?:(.*) \()?(?:.*[/\\])?([^/\\:()]+)(?::\d+)*\)?$/.exec(frame) ?? [];
  return `${name} ${file}`.trim();
}
