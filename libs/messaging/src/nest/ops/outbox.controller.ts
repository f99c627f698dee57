import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { z } from 'zod';
import type { Database } from '../../handler/database.js';
import { listOutbox } from '../../outbox/list-outbox.js';
import { ZodQuery } from '../http/zod.js';
import { DATABASE } from '../messaging/tokens.js';
import { numberPage } from './number-page.js';
import { Ops } from './ops.guard.js';

const query = z.strictObject({ ...numberPage, state: z.enum(['unsent', 'sent']).optional() });

@Ops()
@Controller('ops/outbox')
export class OutboxController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'What transactions wrote to be sent, the latest first' })
  list(@ZodQuery(query) { state, limit, cursor }: z.output<typeof query>) {
    return listOutbox(this.database, { limit, ...(state === undefined ? {} : { state }), ...(cursor === undefined ? {} : { cursor }) });
  }
}
