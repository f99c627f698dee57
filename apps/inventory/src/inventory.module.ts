import { Module } from '@nestjs/common';
import { MessagingModule } from '@sagaworks/messaging/nest';
import { PrismaClient } from './generated/client.js';
import { ListStockController } from './list-stock/list-stock.controller.js';
import { ReleaseStockHandler } from './release-stock/release-stock.handler.js';
import { ReserveStockHandler } from './reserve-stock/reserve-stock.handler.js';
import { RestockOrderHandler } from './restock-order/restock-order.handler.js';
import { ShipmentDispatchedHandler } from './ship-stock/shipment-dispatched.handler.js';
import { StockStore } from './stock.store.js';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: 'inventory',
      prisma: { client: PrismaClient, create: (adapter) => new PrismaClient({ adapter }) },
      stores: [StockStore],
      handlers: [ReserveStockHandler, ReleaseStockHandler, ShipmentDispatchedHandler, RestockOrderHandler],
    }),
  ],
  controllers: [ListStockController],
})
export class InventoryModule {}
