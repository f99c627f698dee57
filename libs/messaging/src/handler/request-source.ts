import { v7 } from 'uuid';
import { WrongDeclaration } from '../errors.js';
import type { Contract } from '../message/contract.js';
import type { Message } from '../message/message.js';
import { readData } from '../message/read.js';
import { keyAttribute, sagaAttributes } from '../tracing/attributes.js';
import { currentTrace } from '../tracing/context.js';
import { tellAbout } from '../tracing/inherit.js';
import type { Intake, Job } from './work-unit.js';
import { partsOf } from './work-unit-factory.js';
import type { HandlerRegistry } from './handler-registry.js';

/** Commands from this very process, e.g. of an HTTP request: run once, answered with what the decision replied. */
export const requestIntake: Intake = {
  name: 'request',
  claim: (_tx, jobs, failed) => Promise.resolve(new Set(jobs.filter((job) => !failed.has(job)))),
  settle: () => undefined,
};

export interface RequestOptions {
  /** Makes a repetition the same request. @default a new one */
  readonly id?: string;
  /** The saga that it starts or is about: the traces name it. @default none */
  readonly sagaId?: string;
}

/** The job of a request; the spans that wait for it tell what it is about. */
export function requestJob<D extends object>(registry: HandlerRegistry, contract: Contract<D>, data: D, { id = v7(), sagaId }: RequestOptions = {}): Job {
  const entry = registry.get(contract.type);
  if (entry === undefined) throw new WrongDeclaration(`${registry.service} handles no ${contract.type}, but a request asks for it`);
  const read = readData(contract, contract.version, data) as Record<string, unknown>;
  const message: Message = { id, inboxId: id, type: contract.type, version: contract.version, source: `/${registry.service}`, time: new Date(), key: String(read[contract.key]), data: read, trace: currentTrace(), ...(sagaId === undefined ? {} : { correlationId: sagaId }) };
  tellAbout({ ...keyAttribute(contract.key, message.key), ...sagaAttributes(message) });
  return { intake: requestIntake, message, parts: partsOf(entry.handlers, message), size: 0 };
}
