import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Metrics } from '../tracing/metrics.js';

@ApiTags('operation')
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  @ApiOperation({ summary: 'OpenTelemetry metrics in the Prometheus text format' })
  @ApiResponse({ status: 200, content: { 'text/plain': { schema: { type: 'string' } } } })
  read(@Req() request: Request, @Res() response: Response): void {
    this.metrics.answer(request, response);
  }
}
