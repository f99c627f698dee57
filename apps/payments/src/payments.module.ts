import { Module } from '@nestjs/common';
import { MessagingModule } from '@sagaworks/messaging/nest';
import { AuthorisePaymentHandler } from './authorise-payment/authorise-payment.handler.js';
import { CapturePaymentHandler } from './capture-payment/capture-payment.handler.js';
import { cardProcessorOverHttp } from './card-processor/card-processor.http.js';
import { instantCardProcessor } from './card-processor/card-processor.instant.js';
import { PaymentStore } from './payment.store.js';
import { RefundPaymentHandler } from './refund-payment/refund-payment.handler.js';
import { RefundStore } from './refund.store.js';
import type { PaymentsSettings } from './settings.js';
import { VoidPaymentHandler } from './void-payment/void-payment.handler.js';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: 'payments',
      stores: [PaymentStore, RefundStore],
      handlers: [AuthorisePaymentHandler, VoidPaymentHandler, CapturePaymentHandler, RefundPaymentHandler],
      parties: ({ OUTSIDE, SANDBOX_URL }: PaymentsSettings) => [
        OUTSIDE === 'instant' ? instantCardProcessor() : cardProcessorOverHttp(SANDBOX_URL),
      ],
    }),
  ],
})
export class PaymentsModule {}
