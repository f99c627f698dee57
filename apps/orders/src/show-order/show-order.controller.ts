import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  pageOf,
  pageQuery,
  positionOf,
  problemSchema,
  SETTINGS,
  ZodParam,
  ZodQuery,
  type Page,
} from '@sagaworks/chassis';
import { orderId } from '@sagaworks/contracts';
import { z } from 'zod';
import { PrismaClient } from '../generated/client.js';
import type { OrdersSettings } from '../settings.js';
import { noSuchOrder } from './no-such-order.js';
import { orderStatus, orderView, viewOf, type OrderView } from './order-view.js';

const query = pageQuery({ status: orderStatus.optional() });
const page = z.object({ items: z.array(orderView), nextCursor: z.string().nullable() });

@ApiTags('orders')
@Controller('orders')
export class ShowOrderController {
  constructor(
    @Inject(PrismaClient) private readonly prisma: PrismaClient,
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Orders, newest first' })
  @ApiResponse({ status: 200, standardSchema: page })
  async list(@ZodQuery(query) { status, limit, cursor }: z.output<typeof query>): Promise<Page<OrderView>> {
    const before = positionOf(cursor, z.uuid());
    const where = {
      ...(status === undefined ? {} : { status }),
      ...(before === undefined ? {} : { id: { lt: before } }),
    };
    const rows = await this.prisma.order.findMany({ where, orderBy: { id: 'desc' }, take: limit + 1 });
    return pageOf(
      rows,
      limit,
      (row) => viewOf(row, this.settings.TRACES_VIEW_URL),
      ({ id }) => id,
    );
  }

  @Get(':id')
  @ApiOperation({ summary: 'One order, and what has become of it' })
  @ApiResponse({ status: 200, standardSchema: orderView })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  async show(@ZodParam('id', orderId) id: string): Promise<OrderView> {
    const order = await this.prisma.order.findUnique({ where: { id } });
    if (order === null) throw noSuchOrder(id);
    return viewOf(order, this.settings.TRACES_VIEW_URL);
  }
}
