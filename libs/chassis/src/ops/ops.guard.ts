import {
  applyDecorators,
  Inject,
  Injectable,
  UseGuards,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { Problem } from '../http/problem.js';
import { SETTINGS, type HttpSettings } from '../start/settings.js';

const LOOPBACK = /^(::ffff:)?127\.|^::1$/;

/** Whether who asks may see and do what operators may. */
export const mayOperate = (
  { OPS_FROM }: Pick<HttpSettings, 'OPS_FROM'>,
  { socket }: Pick<Request, 'socket'>,
): boolean => OPS_FROM === 'anywhere' || LOOPBACK.test(socket.remoteAddress ?? '');

/** Lets only this machine in, unless the setting `OPS_FROM` is `anywhere`: there is no sign-in yet. */
@Injectable()
export class OpsGuard implements CanActivate {
  constructor(@Inject(SETTINGS) private readonly settings: HttpSettings) {}

  canActivate(context: ExecutionContext): boolean {
    if (mayOperate(this.settings, context.switchToHttp().getRequest<Request>())) return true;
    throw new Problem({
      status: 403,
      code: 'loopback-only',
      detail: 'Operations are answered on this machine only; the setting OPS_FROM relaxes it.',
    });
  }
}

/** What every operator's controller has. */
export const Ops = (): ClassDecorator => applyDecorators(UseGuards(OpsGuard), ApiTags('operation'));
