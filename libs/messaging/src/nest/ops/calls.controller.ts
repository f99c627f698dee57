import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { Ops, pageFrom, pageQuery, positionOf, ZodQuery } from '@sagaworks/chassis';
import { z } from 'zod';
import { listCalls } from '../../operations/lists/list-calls.js';
import { listParties } from '../../operations/lists/list-parties.js';
import { Messaging } from '../../messaging.js';
import { PartySummary } from '../../operations/schemas/parties.js';
import type { Database } from '../../runtime/database.js';
import { DATABASE } from '../messaging/tokens.js';
import { CallItem, callStates } from '../../operations/schemas/calls.js';
import { listSchema } from '../../operations/schemas/common.js';
import { numberPosition } from './number-position.js';

const query = pageQuery({
  state: z.enum(callStates).optional(),
  party: z.string().min(1).max(200).optional(),
});

@Ops()
@Controller('ops/calls')
export class CallsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Messaging) private readonly messaging: Messaging,
  ) {}

  @Get('parties')
  @ApiOperation({
    summary: 'How the calls to each party do: what is open, since when, what it fails with, and whether calls are made',
  })
  @ApiResponse({ status: 200, standardSchema: listSchema(PartySummary) })
  async parties() {
    return { items: await listParties(this.database, this.messaging.parties), nextCursor: null };
  }

  @Get()
  @ApiOperation({ summary: 'Calls to the outside, the latest first' })
  @ApiResponse({ status: 200, standardSchema: listSchema(CallItem) })
  async list(@ZodQuery(query) { state, party, limit, cursor }: z.output<typeof query>) {
    const found = await listCalls(this.database, {
      limit,
      after: positionOf(cursor, numberPosition),
      ...(state === undefined ? {} : { state }),
      ...(party === undefined ? {} : { party }),
    });
    return pageFrom(found);
  }
}
