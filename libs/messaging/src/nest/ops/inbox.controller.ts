import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { Ops, pageFrom, pageQuery, positionOf, Problem, ZodQuery } from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { listInbox } from '../../operations/lists/list-inbox.js';
import { instant } from '../../message/instant.js';
import { Messaging } from '../../messaging.js';
import { DATABASE } from '../messaging/tokens.js';
import { listSchema } from '../../operations/schemas/common.js';
import { InboxItem, inboxStates } from '../../operations/schemas/inbox.js';

const query = pageQuery({
  state: z.enum(inboxStates).optional(),
  type: z
    .string()
    .min(1)
    .max(1_000)
    .optional()
    .describe('Of parked and dead messages; of handled ones only the id is kept'),
  consumer: z.string().optional().describe('The service itself: each has one inbox'),
});
const position = z.tuple([instant(), z.uuid()]);

@Ops()
@Controller('ops/inbox')
export class InboxController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Messaging) private readonly messaging: Messaging,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Which messages were taken, the latest first' })
  @ApiResponse({ status: 200, standardSchema: listSchema(InboxItem) })
  async list(@ZodQuery(query) { limit, cursor, state, type, consumer }: z.output<typeof query>) {
    const after = positionOf(cursor, position);
    const { service } = this.messaging;
    if (consumer !== undefined && consumer !== service) throw wrong('consumer', `This is the inbox of ${service}`);
    if (type !== undefined && state === 'handled') throw wrong('type', 'Of handled messages only the id is kept');
    const { items, next } = await listInbox(this.database, {
      limit,
      after,
      ...(state === undefined ? {} : { state }),
      ...(type === undefined ? {} : { type }),
    });
    return pageFrom({ items: items.map((item) => ({ consumer: service, ...item })), next });
  }
}

const wrong = (path: string, message: string): Problem =>
  new Problem({
    status: 400,
    code: 'invalid-request',
    detail: `The request is not valid: ${path}: ${message}`,
    errors: [{ path, message }],
  });
