import { isIP } from 'node:net';
import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problem.js';

/**
 * Answers only under names that are ours, so that no foreign page has its own name resolved to this machine and reads
 * on (DNS rebinding): an address, `localhost`, and the names given.
 */
export function ownHosts(names: readonly string[]) {
  const own = new Set(['localhost', ...names].map((name) => name.toLowerCase()));
  return ({ headers }: Request, _: Response, next: NextFunction): void => {
    const name = nameIn(headers.host ?? '');
    if (own.has(name) || isIP(name) !== 0) return next();
    throw new Problem({
      status: 421,
      code: 'foreign-host',
      detail: 'This service is not served under that name; the setting ALLOWED_HOSTS names those that it is.',
    });
  };
}

/** `[::1]:3001` is `::1`. */
const nameIn = (host: string): string => {
  const [, six, name] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d+)?$/.exec(host.toLowerCase()) ?? [];
  return six ?? name ?? '';
};
