import { applyDecorators, createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';

const LONGEST_NAME = 200;

/** Who acts, as they say in `X-Operator`: recorded unverified, since there is no sign-in yet. */
export const Operator = createParamDecorator((_: unknown, context: ExecutionContext): string =>
  (context.switchToHttp().getRequest<Request>().header('x-operator')?.trim() || 'unnamed').slice(0, LONGEST_NAME));

/** Documents the header of an act. */
export const ByOperator = (): MethodDecorator =>
  applyDecorators(ApiHeader({ name: 'X-Operator', required: false, description: 'Who asks; recorded as they say, since there is no sign-in yet' }));
