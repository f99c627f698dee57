import { Author, type Exchange, type Mutable, type World } from './author.fixture.js';
import type { Facts, Saga } from './facts.js';

const RESERVE: Exchange = { service: 'inventory', command: 'reserve-stock', reply: 'stock-reserved', kind: 'answered' };
const AUTHORISE: Exchange = {
  service: 'payments',
  command: 'authorise-payment',
  reply: 'payment-authorised',
  kind: 'answered',
  call: 'authorisation',
};
const BOOK: Exchange = {
  service: 'shipping',
  command: 'book-shipment',
  reply: 'shipment-booked',
  kind: 'answered',
  call: 'booking',
};
const CAPTURE: Exchange = {
  service: 'payments',
  command: 'capture-payment',
  reply: 'payment-captured',
  kind: 'answered',
  call: 'capture',
};
const DISPATCH: Exchange = {
  service: 'shipping',
  command: 'dispatch-shipment',
  reply: 'shipment-dispatched',
  kind: 'answered',
  call: 'dispatch',
};
const VOID: Exchange = {
  service: 'payments',
  command: 'void-payment',
  reply: 'payment-voided',
  kind: 'undone',
  call: 'void',
};
const RELEASE: Exchange = { service: 'inventory', command: 'release-stock', reply: 'stock-released', kind: 'undone' };

/**
 * A world in which all is right. Order `good` was fulfilled, `back` was fulfilled and came back, `bad` was refused by the
 * carrier and undone, `stuck` was too, and its money cannot be given back.
 */
export function world(): World {
  const facts = new Author();
  const forward = (saga: Mutable<Saga>) => {
    for (const [step, exchange] of [
      ['reserve-stock', RESERVE],
      ['authorise-payment', AUTHORISE],
      ['book-shipment', BOOK],
      ['capture-payment', CAPTURE],
      ['dispatch-shipment', DISPATCH],
    ] as const)
      facts.ask(saga, step, exchange);
    facts.end(saga, 'completed', 'order-fulfilled');
  };
  const refused = (saga: Mutable<Saga>) => {
    facts.ask(saga, 'reserve-stock', RESERVE);
    facts.ask(saga, 'authorise-payment', AUTHORISE);
    facts.ask(saga, 'book-shipment', { ...BOOK, reply: 'shipment-refused', kind: 'refused' });
  };
  forward(facts.place('good', 'fulfilled', { hold: 'shipped', charge: 'captured', parcel: 'dispatched' }));
  forward(facts.place('back', 'fulfilled', { hold: 'returned', charge: 'refunded', parcel: 'dispatched' }));
  const bad = facts.place('bad', 'cancelled', { hold: 'released', charge: 'voided' });
  refused(bad);
  facts.ask(bad, 'authorise-payment', VOID);
  facts.ask(bad, 'reserve-stock', RELEASE);
  facts.end(bad, 'rolled-back', 'order-cancelled');
  const stuck = facts.place('stuck', 'needs-attention', { hold: 'held', charge: 'authorised' });
  refused(stuck);
  facts.ask(stuck, 'authorise-payment', { ...VOID, reply: 'void-refused', kind: 'undo-refused' });
  facts.end(stuck, 'needs-operator', 'order-needs-attention');
  const back = facts.start('back', 'return-order');
  facts.ask(back, 'authorise-return', {
    service: 'shipping',
    command: 'authorise-return',
    reply: 'return-authorised',
    kind: 'answered',
  });
  facts.ask(back, 'receive-parcel', {
    service: 'shipping',
    command: 'await-parcel',
    reply: 'parcel-received',
    kind: 'answered',
  });
  facts.ask(back, 'refund-payment', {
    service: 'payments',
    command: 'refund-payment',
    reply: 'payment-refunded',
    kind: 'answered',
    call: 'refund',
  });
  facts.ask(back, 'restock-order', {
    service: 'inventory',
    command: 'restock-order',
    reply: 'stock-restocked',
    kind: 'answered',
  });
  facts.end(back, 'completed', 'order-returned');
  return facts.world;
}

/** The same world with something wrong in it. */
export function spoilt(spoil: (world: World) => void): Facts {
  const wrong = world();
  spoil(wrong);
  return wrong as Facts;
}
