import { randomUUIDv7 } from 'node:crypto';
import { Controller, Headers, HttpCode, Inject, Post, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { isPlainId, PLAIN_ID, Problem, problemSchema, SETTINGS, tellAbout, ZodBody } from '@sagaworks/chassis';
import { money, PlaceOrder, type StockLine } from '@sagaworks/contracts';
import { Messaging } from '@sagaworks/messaging';
import type { Response } from 'express';
import { z } from 'zod';
import { fulfilOrder } from '../fulfil-order/fulfil-order.saga.js';
import { linksOf, orderLinks, orderLocation } from '../order-links.js';
import { unknownSkus } from '../order.js';
import { ProductStore } from '../product.store.js';
import type { OrdersSettings } from '../settings.js';
import { fingerprintOf } from './fingerprint.js';
import { placeOrderBody, type PlaceOrderBody } from './place-order.body.js';
import type { PlaceOrderReply } from './place-order.handler.js';

const LONGEST_KEY = 255;
const accepted = z.object({
  orderId: z.uuid(),
  sagaId: z.uuid(),
  traceId: z.string().nullable(),
  status: z.literal('pending'),
  total: money,
  links: orderLinks,
});

@ApiTags('orders')
@Controller('orders')
export class PlaceOrderController {
  constructor(
    private readonly messaging: Messaging,
    private readonly products: ProductStore,
    @Inject(SETTINGS) private readonly settings: OrdersSettings,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Place an order',
    description:
      "Prices are the server's. The order is taken; whether it can be fulfilled is found out after the answer.",
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    schema: { type: 'string', minLength: 1, maxLength: LONGEST_KEY },
    description:
      'Kept per customer for 24 hours: the same key and body get the first answer again, another body a 422.',
  })
  @ApiResponse({ status: 202, standardSchema: accepted, headers: orderLocation })
  @ApiResponse({
    status: 422,
    description: 'unknown-sku: a line is of no product that is sold; idempotency-key-reused: for another body',
    standardSchema: problemSchema,
  })
  async place(
    @ZodBody(placeOrderBody) body: PlaceOrderBody,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<z.output<typeof accepted>> {
    requireKey(key);
    await this.#requireSold(body.lines);
    const idempotency = key === undefined ? {} : { idempotency: { key, fingerprint: fingerprintOf(body) } };
    // The order's id names the request too: it is the same order if the connection breaks at
    // the commit and it is run again.
    const orderId = randomUUIDv7();
    const sagaId = this.messaging.idFor(orderId, fulfilOrder.name);
    const answer = (await this.messaging.request(
      PlaceOrder,
      { ...body, orderId, ...idempotency },
      { id: orderId, sagaId, starts: fulfilOrder.name },
    )) as PlaceOrderReply;
    if ('refused' in answer) throw keyReused();
    const { placed } = answer;
    if (placed.orderId !== orderId) tellAbout({ 'order.id': placed.orderId, 'saga.id': placed.sagaId });
    response.location(`/orders/${placed.orderId}`);
    return {
      orderId: placed.orderId,
      sagaId: placed.sagaId,
      traceId: placed.traceId ?? null,
      status: 'pending',
      total: placed.total,
      links: linksOf(placed, this.settings.TRACES_VIEW_URL),
    };
  }

  async #requireSold(lines: readonly StockLine[]): Promise<void> {
    const unknown = unknownSkus(lines, await this.products.catalogue());
    if (unknown.length === 0) return;
    const errors = unknown.map((line) => ({
      path: `lines.${line}.sku`,
      message: `There is no product with sku ${lines[line]!.sku}`,
    }));
    throw new Problem({
      status: 422,
      code: 'unknown-sku',
      detail: `${errors[0]!.path}: ${errors[0]!.message}`,
      errors,
    });
  }
}

function requireKey(key: string | undefined): void {
  if (key === undefined || (key.length <= LONGEST_KEY && isPlainId(key))) return;
  const message = `1 to ${LONGEST_KEY} characters, ${PLAIN_ID}`;
  throw new Problem({
    status: 400,
    code: 'invalid-request',
    detail: `Idempotency-Key has ${message}.`,
    errors: [{ path: 'Idempotency-Key', message }],
  });
}

const keyReused = (): Problem =>
  new Problem({
    status: 422,
    code: 'idempotency-key-reused',
    detail: 'This Idempotency-Key was used for another order in the last 24 hours.',
    errors: [{ path: 'Idempotency-Key', message: 'Use a new key for a new order, or the same body for the same one' }],
  });
