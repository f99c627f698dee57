import { v7 } from 'uuid';
import { WrongDeclaration } from '../errors.js';
import type { Contract } from '../message/contract.js';
import { inboxIdOf } from '../message/ids.js';
import type { Message } from '../message/message.js';
import { readData } from '../message/read.js';
import { keyAttribute, sagaAttributes } from '../tracing/attributes.js';
import { currentTrace } from '../tracing/context.js';
import { tellAbout } from '@sagaworks/chassis/spans';
import type { MessageSource, WorkUnit } from './work-unit.js';
import { partsOf } from './work-unit-factory.js';
import type { HandlerRegistry } from './handler-registry.js';

/** Commands from this very process, e.g. of an HTTP request: run once, answered with what the decision replied. */
export const requestSource: MessageSource = {
  name: 'request',
  marked: true,
  settle: () => undefined,
};

export interface RequestOptions {
  /** Taken once: a request of an id that was handled before is rejected with `RequestRepeated`. @default a new one */
  readonly id?: string;
  /** The saga that it starts or is about: the traces name it. @default none */
  readonly sagaId?: string;
  /** The name of the saga that it starts: it is refused when that could not end in time. @default none */
  readonly starts?: string;
}

/** Characters for bytes: a limit, not an account. */
const sizeOf = (data: object): number => JSON.stringify(data).length;

/** The unit of a request; the spans that wait for it tell what it is about. */
export function requestUnit<D extends object>(
  registry: HandlerRegistry,
  contract: Contract<D>,
  data: D,
  { id = v7(), sagaId }: RequestOptions = {},
): WorkUnit {
  const entry = registry.get(contract.type);
  if (entry === undefined)
    throw new WrongDeclaration(`${registry.service} handles no ${contract.type}, but a request asks for it`);
  const read = readData(contract, contract.version, data) as Record<string, unknown>;
  const message: Message = {
    id,
    inboxId: inboxIdOf(`/${registry.service}`, id),
    type: contract.type,
    version: contract.version,
    source: `/${registry.service}`,
    time: new Date(),
    key: String(read[contract.key]),
    data: read,
    trace: currentTrace(),
    ...(sagaId === undefined ? {} : { correlationId: sagaId }),
  };
  tellAbout({ ...keyAttribute(contract.key, message.key), ...sagaAttributes(message) });
  return { source: requestSource, message, parts: partsOf(entry.handlers, message), size: sizeOf(read) };
}
