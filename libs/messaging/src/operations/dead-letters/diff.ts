import type { Difference } from '../schemas/common.js';

/** What was changed, as small as it can be told; lists are compared place by place. */
export function diffOf(from: unknown, to: unknown, path: readonly string[] = []): Difference[] {
  if (isNode(from) && isNode(to) && Array.isArray(from) === Array.isArray(to)) {
    const names = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...names].flatMap((name) => diffOf(from[name], to[name], [...path, name]));
  }
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  return [{ path: path.join('.'), ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }];
}

const isNode = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
