import { Controller, Get, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Problem, problemSchema, SETTINGS, tellAbout, ZodParam } from '@sagaworks/chassis';
import { orderId, ReturnOrder } from '@sagaworks/contracts';
import { Messaging, sagaById } from '@sagaworks/messaging';
import type { Response } from 'express';
import { z } from 'zod';
import { PrismaClient } from '../generated/client.js';
import { returnOrder } from './return-order.saga.js';
import { orderLocation } from '../order-links.js';
import type { OrdersSettings } from '../settings.js';
import { noSuchOrder } from '../show-order/no-such-order.js';
import type { ReturnOrderReply } from './return-order.handler.js';
import { returnOf, returnView, type ReturnView } from './return-view.js';

const returns = z.object({ items: z.array(returnView), nextCursor: z.null() });

@ApiTags('orders')
@Controller('orders/:id/returns')
export class ReturnsController {
  constructor(
    private readonly messaging: Messaging,
    @Inject(PrismaClient) private readonly prisma: PrismaClient,
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Send a fulfilled order back',
    description: 'An order comes back once: asked again, the same return is answered. The money follows the parcel.',
  })
  @ApiResponse({ status: 202, standardSchema: returnView, headers: orderLocation })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  @ApiResponse({ status: 409, description: 'The order is not fulfilled', standardSchema: problemSchema })
  async ask(@ZodParam('id', orderId) id: string, @Res({ passthrough: true }) response: Response): Promise<ReturnView> {
    tellAbout({ 'order.id': id });
    const sagaId = await this.#sagaOf(id);
    const returnId = this.#sagaIdOf(id);
    const { answer } = (await this.messaging.request(
      ReturnOrder,
      { orderId: id, sagaId, returnId },
      { sagaId: returnId },
    )) as ReturnOrderReply;
    switch (answer) {
      case 'unknown':
        throw noSuchOrder(id);
      case 'not-fulfilled':
        throw new Problem({
          status: 409,
          code: 'not-fulfilled',
          detail: 'Only an order that is fulfilled can be sent back; cancel one that is not on its way yet.',
        });
      case 'started':
      case 'known':
        response.location(`/orders/${id}/returns`);
        return (await this.#find(id))!;
      default:
        return answer satisfies never;
    }
  }

  @Get()
  @ApiOperation({ summary: 'The return of an order, if there is one' })
  @ApiResponse({ status: 200, standardSchema: returns })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  async list(@ZodParam('id', orderId) id: string): Promise<z.output<typeof returns>> {
    await this.#sagaOf(id);
    const found = await this.#find(id);
    return { items: found === undefined ? [] : [found], nextCursor: null };
  }

  /** The same whenever it is asked for: an order comes back once. */
  #sagaIdOf(id: string): string {
    return this.messaging.idFor(id, returnOrder.name);
  }

  async #find(id: string): Promise<ReturnView | undefined> {
    const saga = await sagaById(this.messaging.database, this.#sagaIdOf(id));
    return saga && returnOf(saga, this.settings.TRACES_VIEW_URL);
  }

  async #sagaOf(id: string): Promise<string> {
    const order = await this.prisma.order.findUnique({ where: { id }, select: { sagaId: true } });
    if (order === null) throw noSuchOrder(id);
    return order.sagaId;
  }
}
