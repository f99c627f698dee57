import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { Logger } from '../../handler/logger.js';
import { toProblem } from './to-problem.js';

/** Answers every error as `application/problem+json`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<Request>();
    const response = http.getResponse<Response>();
    const problem = toProblem(error);
    if (problem.about.status >= 500) this.logger.error({ err: error, method: request.method, url: request.originalUrl }, problem.about.detail);
    if (response.headersSent) return void response.end();
    if (problem.about.retryAfter !== undefined) response.setHeader('Retry-After', String(problem.about.retryAfter));
    response.status(problem.about.status).type('application/problem+json').send(JSON.stringify(problem.document(request.originalUrl)));
  }
}
