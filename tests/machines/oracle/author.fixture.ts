import type { Facts, HistoryLine, Saga, TopicRecord } from './facts.js';
import { sagas, services, takes, type Service } from './protocol.js';

export type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
export type World = Mutable<Facts>;

/** What is asked, by whom it is answered and how, and which call to the outside that takes. */
export interface Exchange {
  readonly service: Service;
  readonly command: string;
  readonly reply: string;
  readonly kind: 'answered' | 'refused' | 'undone' | 'undo-refused';
  readonly call?: string;
}

interface Standing {
  readonly hold: Facts['reservations'][number]['hold'];
  readonly charge: Facts['outside']['charges'][number]['status'];
  readonly parcel?: 'dispatched';
}

const line = { sku: 'TEAPOT', quantity: 2 };

/**
 * Writes down what each party would have kept. Every order is of 2 teapots at 500, and all of them have one partition.
 */
export class Author {
  readonly world: World = {
    said: [],
    seeded: [{ sku: 'TEAPOT', available: 100, reserved: 0, shipped: 0 }],
    prices: { TEAPOT: 500 },
    orders: [],
    keys: [],
    sagas: [],
    stock: [{ sku: 'TEAPOT', available: 96, reserved: 2, shipped: 2 }],
    reservations: [],
    kept: [],
    letters: [],
    outside: { charges: [], parcels: [], mails: [], operations: [] },
    records: [],
    services: Object.fromEntries(
      services.map((service) => [service, { inbox: [], parked: [], deadLetters: [], outbox: [], calls: [] }]),
    ) as unknown as World['services'],
  };
  #clock = 0;

  place(orderId: string, status: Facts['orders'][number]['status'], { hold, charge, parcel }: Standing): Mutable<Saga> {
    const { world } = this;
    const at = (this.#clock += 1);
    const sagaId = `${orderId}/fulfil-order`;
    world.said.push({
      at,
      wish: 'place',
      status: 202,
      orderId,
      order: { customerId: 'ada', idempotencyKey: `key-${orderId}`, card: 'tok_visa', lines: [line] },
    });
    world.keys.push({ customerId: 'ada', key: `key-${orderId}`, orderId });
    world.orders.push({
      orderId,
      sagaId,
      status,
      reason: null,
      email: 'ada@example.com',
      lines: [line],
      amount: 1000,
      currency: 'EUR',
      trackingNumber: parcel === undefined ? null : `SW-${orderId}`,
      placedAt: at,
    });
    const standing: Readonly<Record<string, boolean>> = {
      'reserve-stock': hold !== 'released',
      'authorise-payment': charge !== 'voided',
    };
    for (const { step } of sagas['fulfil-order'].undoable)
      if (standing[step] ?? parcel !== undefined) world.kept.push({ sagaId, step });
    world.reservations.push({ sagaId, orderId, answer: 'reserved', hold, lines: [line] });
    world.outside.charges.push({ chargeId: `ch-${orderId}`, orderId, amount: 1000, currency: 'EUR', status: charge });
    if (parcel !== undefined)
      world.outside.parcels.push({
        parcelId: `pa-${orderId}`,
        orderId,
        trackingNumber: `SW-${orderId}`,
        status: parcel,
      });
    return this.start(orderId, 'fulfil-order');
  }

  start(orderId: string, saga: Saga['saga']): Mutable<Saga> {
    const started: Mutable<Saga> = { id: `${orderId}/${saga}`, saga, orderId, status: 'running', history: [] };
    this.world.sagas.push(started);
    this.#note(started, 'request', 'started');
    return started;
  }

  ask(saga: Mutable<Saga>, step: string, { service, command, reply, kind, call }: Exchange): void {
    const { orderId } = saga;
    const isUndo = kind.startsWith('undo');
    this.#note(saga, saga.history.at(-1)!.messageId, isUndo ? 'undo-asked' : 'asked', step);
    const asked = this.#send(
      'orders',
      `${service}.commands`,
      `${service}.${command}`,
      orderId,
      saga.history.at(-1)!.messageId,
    );
    if (call !== undefined) {
      const key = `${saga.id}/${step}/${isUndo ? 'undo' : 'do'}`;
      this.world.services[service].calls.push({ operation: call, key, causeId: asked, state: 'answered' });
      this.world.outside.operations.push({
        key,
        kind: call,
        outcome: kind.endsWith('refused') ? 'refused' : 'done',
        orderId,
      });
    }
    this.#note(saga, this.#send(service, `${service}.events`, `${service}.${reply}`, orderId, asked), kind, step);
  }

  end(saga: Mutable<Saga>, status: Saga['status'], event: string): void {
    const { orderId } = saga;
    saga.status = status;
    this.#note(saga, saga.history.at(-1)!.messageId, status);
    this.#send('orders', 'orders.events', `orders.${event}`, orderId, saga.history.at(-1)!.messageId);
    this.world.letters.push({ orderId, kind: event, status: 'sent' });
    this.world.outside.mails.push({ messageId: `${orderId}.${event}@notifier.sagaworks.example` });
  }

  #note(saga: Mutable<Saga>, messageId: string, kind: string, step: string | null = null): void {
    const entry: HistoryLine = {
      seq: saga.history.length + 1,
      at: (this.#clock += 1),
      messageId,
      kind,
      step,
      detail: null,
    };
    saga.history.push(entry);
  }

  #send(service: Service, topic: string, type: string, key: string, causeId: string): string {
    const id = `${key}:${type}`;
    this.world.services[service].outbox.push({ topic, key, id, type, causeId, sent: true });
    const offset = this.world.records.filter((record) => record.topic === topic).length;
    const record: TopicRecord = {
      topic,
      partition: 0,
      offset,
      key,
      marks: [id, `${topic}@${offset}`],
      type,
      source: `/${service}`,
    };
    this.world.records.push(record as Mutable<TopicRecord>);
    for (const taker of services)
      if (takes(taker, record)) this.world.services[taker].inbox.push({ id, state: 'handled' });
    return id;
  }
}
