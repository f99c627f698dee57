import { Module } from '@nestjs/common';
import { paced } from '@sagaworks/messaging';
import { MessagingModule } from '@sagaworks/messaging/nest';
import { ReturnOrderHandler } from './return-order/return-order.handler.js';
import { ReturnsController } from './return-order/returns.controller.js';
import { CancelOrderController } from './cancel-order/cancel-order.controller.js';
import { CancelOrderHandler } from './cancel-order/cancel-order.handler.js';
import { OrderCancelledHandler } from './end-order/order-cancelled.handler.js';
import { OrderFulfilledHandler } from './end-order/order-fulfilled.handler.js';
import { OrderNeedsAttentionHandler } from './end-order/order-needs-attention.handler.js';
import { EndingStore } from './end-order/ending.store.js';
import { ForgetKeys } from './place-order/forget-keys.js';
import { fulfilOrder } from './fulfil-order/fulfil-order.saga.js';
import { PrismaClient } from './generated/client.js';
import { ListProductsController } from './list-products/list-products.controller.js';
import { OrderStore } from './order.store.js';
import { PlaceOrderController } from './place-order/place-order.controller.js';
import { PlaceOrderHandler } from './place-order/place-order.handler.js';
import { ProductStore } from './product.store.js';
import { returnOrder } from './return-order/return-order.saga.js';
import type { OrdersSettings } from './settings.js';
import { ShowOrderController } from './show-order/show-order.controller.js';
import { ShowTimelineController } from './show-timeline/show-timeline.controller.js';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: 'orders',
      prisma: { client: PrismaClient, create: (adapter) => new PrismaClient({ adapter }) },
      stores: [ProductStore, OrderStore, EndingStore],
      handlers: [
        PlaceOrderHandler,
        CancelOrderHandler,
        OrderFulfilledHandler,
        OrderCancelledHandler,
        OrderNeedsAttentionHandler,
        ReturnOrderHandler,
      ],
      sagas: ({ SAGA_PACE }: OrdersSettings) => [paced(fulfilOrder, SAGA_PACE), paced(returnOrder, SAGA_PACE)],
    }),
  ],
  controllers: [
    PlaceOrderController,
    ShowTimelineController,
    CancelOrderController,
    ShowOrderController,
    ListProductsController,
    ReturnsController,
  ],
  providers: [ForgetKeys],
})
export class OrdersModule {}
