import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import {
  ApiOperator,
  Operator,
  Ops,
  pageFrom,
  pageQuery,
  positionOf,
  Problem,
  problemSchema,
  Reason,
  ZodBody,
  ZodQuery,
} from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { Messaging } from '../../messaging.js';
import { listParked } from '../../operations/lists/list-parked.js';
import { DATABASE } from '../messaging/tokens.js';
import { listSchema } from '../../operations/schemas/common.js';
import { GivenUpHead, ParkedSequence, parkedStates } from '../../operations/schemas/parked.js';

const query = pageQuery({
  state: z.enum(parkedStates).optional(),
  key: z.string().min(1).max(1_000).optional(),
});
const sequence = Reason.extend({ topic: z.string().min(1).max(300), key: z.string().max(1_000) });
const position = z.tuple([z.string(), z.string()]);

@Ops()
@Controller('ops/parked')
export class ParkedController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Messaging) private readonly messaging: Messaging,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Keys that wait behind a failing message, and when it is tried next' })
  @ApiResponse({ status: 200, standardSchema: listSchema(ParkedSequence) })
  async list(@ZodQuery(query) { limit, cursor, ...filters }: z.output<typeof query>) {
    return pageFrom(await listParked(this.database, { ...filters, limit, after: positionOf(cursor, position) }));
  }

  @Post('dead-letters')
  @HttpCode(200)
  @ApiOperator()
  @ApiOperation({
    summary: 'Puts the message that a key waits behind among the dead letters; what stands behind it goes on',
  })
  @ApiResponse({ status: 200, standardSchema: GivenUpHead })
  @ApiResponse({ status: 404, description: 'Nothing is parked under this key', standardSchema: problemSchema })
  @ApiResponse({ status: 409, description: 'It is a dead letter already', standardSchema: problemSchema })
  async giveUp(@ZodBody(sequence) order: z.output<typeof sequence>, @Operator() actor: string): Promise<GivenUpHead> {
    const result = await this.messaging.giveUp({ ...order, actor });
    switch (result.answer) {
      case 'dead':
        return { deadLetterId: result.deadLetterId };
      case 'unknown':
        throw new Problem({ status: 404, code: 'not-found', detail: 'Nothing is parked under this topic and key.' });
      case 'held':
        throw new Problem({
          status: 409,
          code: 'already-dead',
          detail: 'What holds this key is a dead letter already: redrive it, or discard it.',
        });
      default:
        return result satisfies never;
    }
  }
}
