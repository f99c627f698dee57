import type { NextFunction, Request, Response } from 'express';
import { Problem } from '../problem.js';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const OWN_SITE = new Set(['same-origin', 'none']);

/**
 * Refuses acts that a browser makes for the page of another origin, known by `Origin` and
 * `Sec-Fetch-Site`; programs send neither.
 */
export function ownOrigins(allowed: readonly string[]) {
  const known = new Set(allowed);
  return ({ method, headers }: Request, _: Response, next: NextFunction): void => {
    const { origin, host } = headers;
    if (SAFE.has(method) || (origin !== undefined && known.has(origin))) return next();
    const site = headers['sec-fetch-site'];
    const foreign = origin === undefined ? false : !isOf(origin, host);
    if (!foreign && (site === undefined || OWN_SITE.has(String(site)))) return next();
    throw new Problem({
      status: 403,
      code: 'foreign-origin',
      detail: 'The page of another site may not act here; the setting ALLOWED_ORIGINS names those that may.',
    });
  };
}

const isOf = (origin: string, host: string | undefined): boolean =>
  host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
