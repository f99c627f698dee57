import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';

const LONGEST_NAME = 200;
const HEADER = 'X-Operator';

/** The name in `X-Operator`; `undefined` where there is none. */
export function operatorOf({ headers }: Pick<Request, 'headers'>): string | undefined {
  const given = headers[HEADER.toLowerCase()];
  const name = (Array.isArray(given) ? given[0] : given)?.trim().slice(0, LONGEST_NAME);
  return name === '' ? undefined : name;
}

/** Who acts, as they say: there is no sign-in yet. `unnamed` where they say nothing. */
export const Operator = createParamDecorator(
  (_: unknown, context: ExecutionContext): string =>
    operatorOf(context.switchToHttp().getRequest<Request>()) ?? 'unnamed',
);

/** The same, without a name for those who give none. */
export const NamedOperator = createParamDecorator((_: unknown, context: ExecutionContext): string | undefined =>
  operatorOf(context.switchToHttp().getRequest<Request>()),
);

/** `needed`: without a name it is refused with 400. */
export const ApiOperator = ({ needed = false }: { readonly needed?: boolean } = {}): MethodDecorator =>
  ApiHeader({
    name: HEADER,
    required: needed,
    description: 'Who asks; recorded as they say, since there is no sign-in yet',
    schema: { type: 'string', minLength: 1, maxLength: LONGEST_NAME },
  });

/** The body of an act that needs one. */
export const Reason = z.strictObject({ reason: z.string().trim().min(1).max(2_000) });
