import type { Attributes } from '@opentelemetry/api';
import type { Message, WireRecord } from '../message/message.js';

// OpenTelemetry semantic conventions for messaging: https://opentelemetry.io/docs/specs/semconv/messaging/kafka/
export const attributeNames = {
  system: 'messaging.system',
  destination: 'messaging.destination.name',
  partition: 'messaging.destination.partition.id',
  offset: 'messaging.kafka.offset',
  group: 'messaging.consumer.group.name',
  operationType: 'messaging.operation.type',
  operationName: 'messaging.operation.name',
  key: 'messaging.kafka.message.key',
  messageId: 'messaging.message.id',
  batchCount: 'messaging.batch.message_count',
  messageType: 'cloudevents.event_type',
  sagaId: 'saga.id',
  sagaStep: 'saga.step',
  sagaName: 'saga.name',
  ask: 'saga.ask',
} as const;

type Operation = 'send' | 'process';
const operation = (name: Operation): Attributes => ({
  [attributeNames.system]: 'kafka',
  [attributeNames.operationType]: name,
  [attributeNames.operationName]: name,
});

/** Which saga a message belongs to; every span of its handling carries it. */
export function sagaAttributes(message: Pick<Message, 'correlationId' | 'step' | 'ask'>): Attributes {
  const attributes: Attributes = {};
  if (message.correlationId !== undefined) attributes[attributeNames.sagaId] = message.correlationId;
  if (message.step !== undefined) attributes[attributeNames.sagaStep] = message.step;
  if (message.ask !== undefined) attributes[attributeNames.ask] = message.ask;
  return attributes;
}

export const processing = (message: Message): Attributes => ({
  ...operation('process'),
  [attributeNames.messageId]: message.id,
  [attributeNames.messageType]: message.type,
  [attributeNames.key]: message.key,
});

export const sending = (record: WireRecord): Attributes => ({
  ...operation('send'),
  [attributeNames.destination]: record.topic,
  [attributeNames.key]: record.key,
  ...(record.headers['ce_id'] === undefined ? {} : { [attributeNames.messageId]: record.headers['ce_id'] }),
  ...(record.headers['ce_type'] === undefined ? {} : { [attributeNames.messageType]: record.headers['ce_type'] }),
});

/** As much of a record as tells what it is about. */
export interface Carried {
  readonly headers: Readonly<Record<string, string>>;
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
}

/**
 * The saga and the key of a record. The field that is the key is found by its value: a record does not say its name.
 */
export function carriedAttributes({ headers, key, value }: Carried): Attributes {
  const [correlationId, step] = [headers['ce_correlationid'], headers['ce_sagastep']];
  const saga = sagaAttributes({
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(step === undefined ? {} : { step }),
  });
  const field = key === null || value === null ? undefined : fieldHolding(String(key), String(value));
  return field === undefined ? saga : { ...saga, ...keyAttribute(field, String(key)) };
}

function fieldHolding(key: string, json: string): string | undefined {
  try {
    return Object.entries(JSON.parse(json) as object).find(([, value]) => value === key)?.[0];
  } catch {
    return undefined;
  }
}

/** `{ orderId: 'o-1' }` as `{ 'order.id': 'o-1' }`: a contract's key under the name that people search by. */
export const keyAttribute = (field: string, value: string): Attributes => ({ [dotted(field)]: value });
const dotted = (field: string): string => field.replace(/[A-Z]/g, (letter) => `.${letter.toLowerCase()}`);
