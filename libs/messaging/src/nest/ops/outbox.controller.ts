import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiOperator, Operator, Ops, pageFrom, pageQuery, positionOf, ZodBody, ZodQuery } from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { instant } from '../../message/instant.js';
import { listOutbox } from '../../operations/lists/list-outbox.js';
import { outboxStatus } from '../../operations/lists/outbox-status.js';
import { republish, sentSince } from '../../relay/republish/republish.js';
import { DATABASE } from '../messaging/tokens.js';
import { listSchema } from '../../operations/schemas/common.js';
import { BegunRepublish, OutboxItem, OutboxStatus, outboxStates } from '../../operations/schemas/outbox.js';
import { numberPosition } from './number-position.js';

const query = pageQuery({ state: z.enum(outboxStates).optional() });
const body = z.strictObject({
  since: instant({ offset: true }).describe('Written since then; what is older than the outbox is kept is gone'),
  dryRun: z.boolean().default(false).describe('Only count'),
});

@Ops()
@Controller('ops/outbox')
export class OutboxController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'What transactions wrote to be sent, the latest first' })
  @ApiResponse({ status: 200, standardSchema: listSchema(OutboxItem) })
  async list(@ZodQuery(query) { state, limit, cursor }: z.output<typeof query>) {
    const found = await listOutbox(this.database, {
      limit,
      after: positionOf(cursor, numberPosition),
      ...(state === undefined ? {} : { state }),
    });
    return pageFrom(found);
  }

  @Get('status')
  @ApiOperation({ summary: 'What waits, for how long, who sends, and what was last sent again' })
  @ApiResponse({ status: 200, standardSchema: OutboxStatus })
  status() {
    return outboxStatus(this.database);
  }

  @Post('republish')
  @HttpCode(202)
  @ApiOperator()
  @ApiOperation({
    summary: 'Sends again, in order, what was sent since then',
    description:
      'For a broker that has lost messages in a way that does not show; on a new cluster it happens by itself. Consumers drop what they have.',
  })
  @ApiResponse({ status: 202, description: '`messages`: how many', standardSchema: BegunRepublish })
  async republish(
    @ZodBody(body) { since, dryRun }: z.output<typeof body>,
    @Operator() actor: string,
  ): Promise<BegunRepublish> {
    const from = new Date(since);
    if (dryRun) return { id: null, since: from, ...(await sentSince(this.database, from)) };
    return republish(this.database, { since: from, actor });
  }
}
