import { Module } from '@nestjs/common';
import { MessagingModule } from '@sagaworks/messaging/nest';
import { AuthoriseReturnHandler } from './authorise-return/authorise-return.handler.js';
import { AwaitParcelHandler } from './await-parcel/await-parcel.handler.js';
import { BookShipmentHandler } from './book-shipment/book-shipment.handler.js';
import { CancelReturnHandler } from './cancel-return/cancel-return.handler.js';
import { CancelShipmentHandler } from './cancel-shipment/cancel-shipment.handler.js';
import { carrierOverHttp } from './carrier/carrier.http.js';
import { instantCarrier } from './carrier/carrier.instant.js';
import { DispatchShipmentHandler } from './dispatch-shipment/dispatch-shipment.handler.js';
import { ReceiveParcelController } from './receive-parcel/receive-parcel.controller.js';
import { ReceiveParcelHandler } from './receive-parcel/receive-parcel.handler.js';
import { ReturnStore } from './return.store.js';
import type { ShippingSettings } from './settings.js';
import { ShipmentStore } from './shipment.store.js';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: 'shipping',
      stores: [ShipmentStore, ReturnStore],
      handlers: [
        BookShipmentHandler,
        CancelShipmentHandler,
        DispatchShipmentHandler,
        AuthoriseReturnHandler,
        AwaitParcelHandler,
        ReceiveParcelHandler,
        CancelReturnHandler,
      ],
      parties: ({ OUTSIDE, SANDBOX_URL }: ShippingSettings) => [
        OUTSIDE === 'instant' ? instantCarrier() : carrierOverHttp(SANDBOX_URL),
      ],
    }),
  ],
  controllers: [ReceiveParcelController],
})
export class ShippingModule {}
