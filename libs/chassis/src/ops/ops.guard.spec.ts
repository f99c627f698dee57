import { describe, expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import type { HttpSettings } from '../start/settings.js';
import { OpsGuard } from './ops.guard.js';

const settings = (OPS_FROM: HttpSettings['OPS_FROM']): HttpSettings => ({
  PORT: 0,
  HOST: '0.0.0.0',
  LOG_LEVEL: 'info',
  OPS_FROM,
});
const from = (remoteAddress: string | undefined): ExecutionContext =>
  ({ switchToHttp: () => ({ getRequest: () => ({ socket: { remoteAddress } }) }) }) as never;

describe('/ops', () => {
  it.each(['127.0.0.1', '127.1.2.3', '::1', '::ffff:127.0.0.1'])('answers %s', (address) => {
    expect(new OpsGuard(settings('loopback')).canActivate(from(address))).toBe(true);
  });

  it.each(['10.0.0.5', '::ffff:10.0.0.5', 'fe80::1', '2001:db8::127.0.0.1', undefined])(
    'does not answer %s, unless it is told to',
    (address) => {
      expect(() => new OpsGuard(settings('loopback')).canActivate(from(address))).toThrow('on this machine only');
      expect(new OpsGuard(settings('anywhere')).canActivate(from(address))).toBe(true);
    },
  );
});
