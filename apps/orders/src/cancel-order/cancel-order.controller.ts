import { Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Problem, problemSchema, SETTINGS, tellAbout, ZodParam } from '@sagaworks/chassis';
import { CancelOrder, orderId } from '@sagaworks/contracts';
import { Messaging } from '@sagaworks/messaging';
import { z } from 'zod';
import { PrismaClient } from '../generated/client.js';
import { linksOf, orderLinks } from '../order-links.js';
import type { OrdersSettings } from '../settings.js';
import { noSuchOrder } from '../show-order/no-such-order.js';
import type { CancelOrderReply } from './cancel-order.handler.js';

const cancelling = z.object({
  orderId: z.uuid(),
  sagaId: z.uuid(),
  status: z.enum(['cancelling', 'cancelled']),
  links: orderLinks,
});

@ApiTags('orders')
@Controller('orders')
export class CancelOrderController {
  constructor(
    private readonly messaging: Messaging,
    @Inject(PrismaClient) private readonly prisma: PrismaClient,
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  @Post(':id/cancel')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Cancel an order',
    description: 'Until the money is being taken. What was done for the order is undone after the answer.',
  })
  @ApiResponse({ status: 202, standardSchema: cancelling })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  @ApiResponse({
    status: 409,
    description: 'The point of no return is passed; the request to cancel is recorded',
    standardSchema: problemSchema,
  })
  async cancel(@ZodParam('id', orderId) id: string): Promise<z.output<typeof cancelling>> {
    tellAbout({ 'order.id': id });
    const order = await this.prisma.order.findUnique({ where: { id }, select: { sagaId: true, traceId: true } });
    if (order === null) throw noSuchOrder(id);
    const { answer } = (await this.messaging.request(
      CancelOrder,
      { orderId: id, sagaId: order.sagaId },
      { sagaId: order.sagaId },
    )) as CancelOrderReply;
    switch (answer) {
      case 'refused':
        throw new Problem({
          status: 409,
          code: 'too-late-to-cancel',
          detail:
            'The order can no longer be cancelled: its money is being taken, or it is on its way. The request to cancel is recorded.',
        });
      case 'unknown':
        throw noSuchOrder(id);
      case 'accepted':
      case 'already-cancelled':
        return {
          orderId: id,
          sagaId: order.sagaId,
          status: answer === 'accepted' ? 'cancelling' : 'cancelled',
          links: linksOf({ orderId: id, ...order }, this.settings.TRACES_VIEW_URL),
        };
      default:
        return answer satisfies never;
    }
  }
}
