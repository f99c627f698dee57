import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { pageOf, pageQuery, positionOf, problemSchema, ZodParam, ZodQuery, type Page } from '@sagaworks/chassis';
import { orderId } from '@sagaworks/contracts';
import { Messaging, sagaTimeline } from '@sagaworks/messaging';
import { z } from 'zod';
import { PrismaClient } from '../generated/client.js';
import { noSuchOrder } from '../show-order/no-such-order.js';

type TimelineItem = Awaited<ReturnType<typeof sagaTimeline>>[number];

/** Whole timelines are short: one page is all of one, unless it went round many times. */
const query = pageQuery({}).extend({ limit: z.coerce.number().int().min(1).max(100).default(100) });
const item = z.object({
  at: z.iso.datetime(),
  kind: z.string().describe('asked, answered, refused, undo-asked, undone, completed …'),
  step: z.string().optional(),
  ask: z.int().optional(),
  messageType: z.string().optional(),
  detail: z.string().optional(),
  traceId: z.string().optional(),
});
const page = z.object({ items: z.array(item), nextCursor: z.string().nullable() });

@ApiTags('orders')
@Controller('orders')
export class ShowTimelineController {
  constructor(
    private readonly messaging: Messaging,
    @Inject(PrismaClient) private readonly prisma: PrismaClient,
  ) {}

  @Get(':id/timeline')
  @ApiOperation({ summary: 'What was done for an order, and undone, in order' })
  @ApiResponse({ status: 200, standardSchema: page })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  async show(
    @ZodParam('id', orderId) id: string,
    @ZodQuery(query) { limit, cursor }: z.output<typeof query>,
  ): Promise<Page<TimelineItem>> {
    const from = positionOf(cursor, z.int()) ?? 0;
    const order = await this.prisma.order.findUnique({ where: { id }, select: { sagaId: true } });
    if (order === null) throw noSuchOrder(id);
    const timeline = await sagaTimeline(this.messaging.database, order.sagaId);
    return pageOf(
      timeline.slice(from, from + limit + 1),
      limit,
      (line) => line,
      () => from + limit,
    );
  }
}
