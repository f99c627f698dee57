import {
  applyDecorators,
  createParamDecorator,
  Inject,
  Injectable,
  SetMetadata,
  UseInterceptors,
  type BeforeApplicationShutdown,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { Problem } from '@sagaworks/chassis';
import type { Request, Response } from 'express';
import { delay, NEVER, switchMap, type Observable } from 'rxjs';
import { Faults } from './faults.js';
import type { OperationName, PartyName } from './wish.js';

const WHERE = 'breakable';
const DECLINED = Symbol('declined');
const SLOW_MS = 5_000;

type Declinable = Request & { [DECLINED]?: true };

/** Does to a request what the faults say: before it, after it, or instead of it. */
@Injectable()
export class FaultInterceptor implements NestInterceptor, BeforeApplicationShutdown {
  readonly #hanging = new Set<Response>();

  constructor(
    @Inject(Faults) private readonly faults: Faults,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const [party, operation] = this.reflector.get<[PartyName, OperationName]>(WHERE, context.getHandler());
    const [request, response] = [
      context.switchToHttp().getRequest<Declinable>(),
      context.switchToHttp().getResponse<Response>(),
    ];
    const wish = this.faults.draw(
      party,
      operation,
      request.header('idempotency-key') ?? String(request.params['key'] ?? ''),
    );
    switch (wish?.fault) {
      case undefined:
        return next.handle();
      case 'decline':
        request[DECLINED] = true;
        return next.handle();
      case 'unavailable':
        throw new Problem({
          status: 503,
          code: 'unavailable',
          detail: 'The party is not available; nothing was done.',
          retryAfter: 1,
        });
      case 'slow':
        return next.handle().pipe(delay(wish.delayMs ?? SLOW_MS));
      case 'hang':
        return this.#hang(response);
      case 'answer-lost':
        return next.handle().pipe(switchMap(() => cut(response)));
      default:
        return wish!.fault satisfies never;
    }
  }

  /** Whoever still waits is let go, so that the process can end. */
  beforeApplicationShutdown(): void {
    for (const response of this.#hanging) cut(response);
  }

  #hang(response: Response): Observable<never> {
    this.#hanging.add(response);
    response.once('close', () => this.#hanging.delete(response));
    return NEVER;
  }
}

function cut(response: Response): Observable<never> {
  response.destroy();
  return NEVER;
}

/** What a request to this route asks of a party, so that it can be broken. */
export const Breakable = (party: PartyName, operation: OperationName): MethodDecorator =>
  applyDecorators(SetMetadata(WHERE, [party, operation]), UseInterceptors(FaultInterceptor));

/** Whether a fault says that it is to be declined. */
export const Declined = createParamDecorator(
  (_: unknown, context: ExecutionContext): boolean =>
    context.switchToHttp().getRequest<Declinable>()[DECLINED] ?? false,
);
