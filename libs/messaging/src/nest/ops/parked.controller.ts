import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { Ops, pageOf, pageQuery, positionOf, ZodQuery } from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { listParked } from '../../operations/lists/list-parked.js';
import { DATABASE } from '../messaging/tokens.js';
import { listOf } from './schemas/common.js';
import { parked } from './schemas/redrives.js';

const query = pageQuery({
  state: z.enum(['retrying', 'waiting', 'held', 'full']).optional(),
  key: z.string().min(1).max(1_000).optional(),
});
const position = z.tuple([z.string(), z.string()]);

@Ops()
@Controller('ops/parked')
export class ParkedController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'Keys that wait behind a failing message, and when it is tried next' })
  @ApiResponse({ status: 200, standardSchema: listOf(parked) })
  async list(@ZodQuery(query) { limit, cursor, ...filters }: z.output<typeof query>) {
    const rows = await listParked(this.database, { ...filters, limit, after: positionOf(cursor, position) });
    return pageOf(
      rows,
      limit,
      (row) => row,
      ({ topic, key }) => [topic, key],
    );
  }
}
