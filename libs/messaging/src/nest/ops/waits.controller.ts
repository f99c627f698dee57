import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { Ops } from '@sagaworks/chassis';
import { Messaging } from '../../messaging.js';
import { listSchema } from '../../operations/schemas/common.js';
import { WaitItem } from '../../operations/schemas/waits.js';

@Ops()
@Controller('ops/waits')
export class WaitsController {
  constructor(@Inject(Messaging) private readonly messaging: Messaging) {}

  @Get()
  @ApiOperation({
    summary: 'What waits now, for how long, and what to do when that is too long',
    description: 'What only a process knows is that of this one.',
  })
  @ApiResponse({ status: 200, standardSchema: listSchema(WaitItem) })
  async list() {
    return { items: await this.messaging.waits.all(), nextCursor: null };
  }
}
