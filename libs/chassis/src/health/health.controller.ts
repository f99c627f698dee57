import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Health, type PartHealth } from './health.js';

@ApiTags('operation')
@Controller('health')
export class HealthController {
  constructor(@Inject(Health) private readonly health: Health) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers at all' })
  live(): { status: 'live' } {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether every part it needs works; 503 and the reason where not' })
  async ready(
    @Res({ passthrough: true }) response: Response,
  ): Promise<{ status: string; parts: Record<string, PartHealth> }> {
    const parts = await this.health.parts();
    const ready = Object.values(parts).every(({ healthy }) => healthy);
    response.status(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not-ready', parts };
  }
}
