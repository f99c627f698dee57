import { HttpException } from '@nestjs/common';
import { isOutage, type Outage } from './outage.js';
import { brief, Problem } from './problem.js';

/** Any error as the problem a client may see; what is ours to know stays in the log. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  // As Nest gives on what a middleware throws.
  if (error instanceof HttpException && error.cause instanceof Problem) return error.cause;
  if (isOutage(error)) return outage(error);
  if (PRISMA_AWAY.has(String((error as { code?: unknown } | null)?.code))) return unavailable('database');
  const parser = parserProblem(error instanceof HttpException ? error.cause : error);
  if (parser !== undefined) return parser;
  if (error instanceof HttpException && error.getStatus() < 500) return fromHttpException(error);
  return new Problem({
    status: 500,
    code: 'internal-error',
    detail: 'Something failed on our side; the request can be found in the log by its trace.',
  });
}

/** Prisma's codes for a database that cannot be reached: https://www.prisma.io/docs/orm/reference/error-reference */
const PRISMA_AWAY = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024']);

function outage({ inDoubt: doubtful = false, overloaded: tooMuch = false, retryAfter, away }: Outage): Problem {
  if (doubtful) return inDoubt();
  return tooMuch ? overloaded(retryAfter) : unavailable(away);
}

const unavailable = (away: string | undefined): Problem =>
  new Problem({
    status: 503,
    code: 'unavailable',
    retryAfter: 2,
    detail:
      away === undefined
        ? 'The request cannot be taken just now; nothing was stored.'
        : `The ${away} cannot be used just now; nothing was stored.`,
  });

const overloaded = (retryAfter = 2): Problem =>
  new Problem({
    status: 503,
    code: 'overloaded',
    retryAfter,
    detail: 'More is under way than can be done in time; nothing was stored. Come again later.',
  });

const inDoubt = (): Problem =>
  new Problem({
    status: 503,
    code: 'in-doubt',
    retryAfter: 2,
    detail:
      'The database was lost while this was being stored: it may have been. Look before you ask again, or ask again with the same Idempotency-Key.',
  });

export const methodNotAllowed = (allow: readonly string[]): Problem =>
  new Problem({ status: 405, code: 'method-not-allowed', detail: `Served here: ${allow.join(', ')}.`, allow });

/** Errors of body-parser: https://github.com/expressjs/body-parser#errors */
function parserProblem(error: unknown): Problem | undefined {
  if (error instanceof URIError)
    return new Problem({
      status: 400,
      code: 'malformed-address',
      detail: 'The address holds a broken percent-encoding.',
    });
  const { type, status, limit } = (error ?? {}) as { type?: unknown; status?: unknown; limit?: unknown };
  switch (type) {
    case 'entity.parse.failed':
      return new Problem({
        status: 400,
        code: 'malformed-json',
        detail: 'The body is not JSON.',
        errors: [{ path: 'body', message: brief((error as Error).message) }],
      });
    case 'entity.too.large':
      return new Problem({
        status: 413,
        code: 'body-too-large',
        detail: `The body is larger than the ${String(limit)} bytes that are taken.`,
      });
    default:
      return typeof type === 'string' && typeof status === 'number' && status < 500
        ? new Problem({
            status,
            code: type.replaceAll('.', '-'),
            detail: `The body cannot be read: ${(error as Error).message}.`,
          })
        : undefined;
  }
}

function fromHttpException(error: HttpException): Problem {
  const status = error.getStatus();
  return new Problem({
    status,
    code: status === 404 ? 'not-found' : 'rejected',
    detail: status === 404 ? 'Nothing is served at this address.' : brief(error.message),
  });
}
