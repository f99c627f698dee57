import { Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Problem, problemSchema, tellAbout, ZodParam } from '@sagaworks/chassis';
import { orderId, ReceiveParcel } from '@sagaworks/contracts';
import { Messaging } from '@sagaworks/messaging';
import { z } from 'zod';
import type { ReceiveParcelReply } from './receive-parcel.handler.js';

const received = z.object({ orderId: z.uuid(), status: z.literal('received') });

@ApiTags('returns')
@Controller('returns')
export class ReceiveParcelController {
  constructor(private readonly messaging: Messaging) {}

  @Post(':orderId/received')
  @HttpCode(202)
  @ApiOperation({
    summary: 'The warehouse has a returned parcel',
    description: 'Said twice, it counts once. The customer’s money follows.',
  })
  @ApiResponse({ status: 202, standardSchema: received })
  @ApiResponse({ status: 409, description: 'No return of this order is open', standardSchema: problemSchema })
  async receive(@ZodParam('orderId', orderId) id: string): Promise<z.output<typeof received>> {
    tellAbout({ 'order.id': id });
    const { answer } = (await this.messaging.request(ReceiveParcel, { orderId: id })) as ReceiveParcelReply;
    if (answer === 'unexpected')
      throw new Problem({
        status: 409,
        code: 'no-open-return',
        detail: `No return of order ${id} is open: it was never asked for, or was called off.`,
      });
    return { orderId: id, status: 'received' };
  }
}
