import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { operatorOf } from '../ops/operator.js';
import { brief, type Problem } from './problem.js';
import { methodNotAllowed, toProblem } from './to-problem.js';

/** Answers every error as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    /** The methods that are served at a path. */
    private readonly methodsAt: (path: string) => readonly string[],
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const problem = this.#problemOf(error, request);
    this.#log(problem, error as Error, request);
    if (response.headersSent) return void response.end();
    if (problem.about.allow !== undefined) response.setHeader('Allow', problem.about.allow.join(', '));
    if (problem.about.retryAfter !== undefined) response.setHeader('Retry-After', String(problem.about.retryAfter));
    response
      .status(problem.about.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.document(brief(request.originalUrl))));
  }

  #problemOf(error: unknown, { path }: Request): Problem {
    const problem = toProblem(error);
    if (problem.about.code !== 'not-found' || !(error instanceof NotFoundException)) return problem;
    const allow = this.methodsAt(path);
    return allow.length === 0 ? problem : methodNotAllowed(allow);
  }

  /**
   * A client's mistake is the client's to know, an operator's is on record; an outage is told without its
   * stack, since every request meets it.
   */
  #log({ about: { status, code } }: Problem, error: Error, request: Request): void {
    const { method, originalUrl: url } = request;
    if (status === 503) this.logger.warn({ method, url, reason: error.message }, 'answered 503');
    else if (status >= 500) this.logger.error({ err: error, method, url }, 'a request failed');
    else if (method !== 'GET' && url.startsWith('/ops/'))
      this.logger.info({ operator: operatorOf(request), method, url, status, code }, 'an operator was refused');
  }
}
