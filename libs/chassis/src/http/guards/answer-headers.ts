import type { NextFunction, Request, Response } from 'express';

const NOTHING = "default-src 'none'; frame-ancestors 'none'";
/** The page at /docs brings its own scripts, and styles in its elements. */
const DOCS =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** A browser guesses no type, keeps nothing (an order is personal), runs nothing and tells nobody where it has been. */
export function answerHeaders({ path }: Request, response: Response, next: NextFunction): void {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Referrer-Policy', 'no-referrer');
  response.setHeader('Content-Security-Policy', path === '/docs' || path.startsWith('/docs/') ? DOCS : NOTHING);
  next();
}
