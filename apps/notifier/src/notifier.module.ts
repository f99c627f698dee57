import { Module } from '@nestjs/common';
import { MessagingModule } from '@sagaworks/messaging/nest';
import { MailStore } from './mail.store.js';
import { instantMailbox } from './mailbox/mailbox.instant.js';
import { mailboxOverSmtp } from './mailbox/mailbox.smtp.js';
import type { NotifierSettings } from './settings.js';
import { OrderCancelledHandler } from './tell-customer/order-cancelled.handler.js';
import { OrderFulfilledHandler } from './tell-customer/order-fulfilled.handler.js';
import { OrderNeedsAttentionHandler } from './tell-customer/order-needs-attention.handler.js';
import { OrderReturnedHandler } from './tell-customer/order-returned.handler.js';
import { ParcelAwaitedHandler } from './tell-customer/parcel-awaited.handler.js';
import { ReturnRejectedHandler } from './tell-customer/return-rejected.handler.js';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: 'notifier',
      stores: [MailStore],
      handlers: [
        OrderFulfilledHandler,
        OrderCancelledHandler,
        OrderNeedsAttentionHandler,
        ParcelAwaitedHandler,
        OrderReturnedHandler,
        ReturnRejectedHandler,
      ],
      parties: ({ OUTSIDE, SMTP_URL, MAIL_FROM }: NotifierSettings) => [
        OUTSIDE === 'instant' ? instantMailbox() : mailboxOverSmtp(SMTP_URL, MAIL_FROM),
      ],
    }),
  ],
})
export class NotifierModule {}
