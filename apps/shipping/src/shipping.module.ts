import { Module } from '@nestjs/common';
import { MessagingModule } from '@sagaworks/messaging/nest';
import { BookShipmentHandler } from './book-shipment/book-shipment.handler.js';
import { CancelShipmentHandler } from './cancel-shipment/cancel-shipment.handler.js';
import { carrierOverHttp } from './carrier/carrier.http.js';
import { instantCarrier } from './carrier/carrier.instant.js';
import { DispatchShipmentHandler } from './dispatch-shipment/dispatch-shipment.handler.js';
import type { ShippingSettings } from './settings.js';
import { ShipmentStore } from './shipment.store.js';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: 'shipping',
      stores: [ShipmentStore],
      handlers: [BookShipmentHandler, CancelShipmentHandler, DispatchShipmentHandler],
      parties: ({ OUTSIDE, SANDBOX_URL }: ShippingSettings) => [OUTSIDE === 'instant' ? instantCarrier() : carrierOverHttp(SANDBOX_URL)],
    }),
  ],
})
export class ShippingModule {}
