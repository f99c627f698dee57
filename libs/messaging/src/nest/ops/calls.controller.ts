import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { Ops, ZodQuery } from '@sagaworks/chassis';
import { z } from 'zod';
import { listCalls } from '../../operations/lists/list-calls.js';
import type { Database } from '../../runtime/database.js';
import { DATABASE } from '../messaging/tokens.js';
import { listOf } from './schemas/common.js';
import { callItem } from './schemas/flow.js';
import { numberPage } from './number-page.js';

const query = z.strictObject({
  ...numberPage,
  state: z.enum(['open', 'answered', 'answer-failed', 'dead']).optional(),
  party: z.string().min(1).max(200).optional(),
});

@Ops()
@Controller('ops/calls')
export class CallsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'Calls to the outside, the latest first' })
  @ApiResponse({ status: 200, standardSchema: listOf(callItem) })
  list(@ZodQuery(query) { state, party, limit, cursor }: z.output<typeof query>) {
    return listCalls(this.database, {
      limit,
      ...(state === undefined ? {} : { state }),
      ...(party === undefined ? {} : { party }),
      ...(cursor === undefined ? {} : { cursor }),
    });
  }
}
