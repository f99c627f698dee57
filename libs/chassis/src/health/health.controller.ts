import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { mayOperate } from '../ops/ops.guard.js';
import { SETTINGS, type HttpSettings } from '../start/settings.js';
import { Health, type PartHealth } from './health.js';

const live = z.object({ status: z.literal('live') });
const readiness = z.object({
  status: z.enum(['ready', 'not-ready']),
  parts: z.record(
    z.string(),
    z.object({ healthy: z.boolean(), reason: z.string().optional().describe('For those who may ask /ops') }),
  ),
});

@ApiTags('operation')
@Controller('health')
export class HealthController {
  constructor(
    @Inject(Health) private readonly health: Health,
    @Inject(SETTINGS) private readonly settings: HttpSettings,
  ) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers at all' })
  @ApiResponse({ status: 200, standardSchema: live })
  live(): z.output<typeof live> {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({
    summary: 'Whether every part it needs works; 503 where not, and the reason for those who may ask /ops',
  })
  @ApiResponse({ status: 200, standardSchema: readiness })
  @ApiResponse({ status: 503, description: 'A part does not work', standardSchema: readiness })
  async ready(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof readiness>> {
    const parts = await this.health.parts();
    const ready = Object.values(parts).every(({ healthy }) => healthy);
    response.status(ready ? 200 : 503);
    const told = mayOperate(this.settings, request) ? parts : withoutReasons(parts);
    return { status: ready ? 'ready' : 'not-ready', parts: told };
  }
}

/** A reason names addresses, and what else is around. */
const withoutReasons = (parts: Record<string, PartHealth>): Record<string, PartHealth> =>
  Object.fromEntries(Object.entries(parts).map(([part, { healthy }]) => [part, { healthy }]));
