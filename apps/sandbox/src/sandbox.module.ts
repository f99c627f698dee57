import { Module } from '@nestjs/common';
import { Books } from './books/books.js';
import { CardStore } from './cards/card.store.js';
import { CardsController } from './cards/cards.controller.js';
import { ChargesController } from './cards/charges.controller.js';
import { FaultInterceptor } from './faults/breakable.js';
import { FaultsController } from './faults/faults.controller.js';
import { Faults } from './faults/faults.js';
import { MailStore } from './mails/mail.store.js';
import { Mailbox } from './mails/mailbox.js';
import { MailsController } from './mails/mails.controller.js';
import { CarrierController } from './parcels/carrier.controller.js';
import { ParcelStore } from './parcels/parcel.store.js';
import { ParcelsController } from './parcels/parcels.controller.js';

@Module({
  providers: [Books, Faults, FaultInterceptor, CardStore, ParcelStore, MailStore, Mailbox],
  controllers: [
    CardsController,
    ChargesController,
    CarrierController,
    ParcelsController,
    MailsController,
    FaultsController,
  ],
})
export class SandboxModule {}
