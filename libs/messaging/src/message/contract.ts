import type { z } from 'zod';
import { WrongDeclaration } from '../errors.js';
import type { TraceHeaders } from './message.js';

/** What a message type promises, whatever its data. */
export interface AnyContract {
  readonly kind: 'command' | 'event';
  /** Wire name, `<owner>.<what-is-asked-or-happened>`, stable for ever: never a class name. */
  readonly type: string;
  readonly version: number;
  /** The service that handles the command or emits the event. */
  readonly owner: string;
  /** `<owner>.commands` or `<owner>.events`. */
  readonly topic: string;
  /** The field of the data that is the Kafka key: messages of one key keep their order. */
  readonly key: string;
  readonly schema: z.ZodType;
  /** Older versions still readable: data of version `n` in, data of version `n + 1` out. */
  readonly upcasts: Readonly<Record<number, (data: unknown) => unknown>>;
  /**
   * An edit of its dead letters is redriven only when a second person has approved it: it is
   * about money, say. @default false
   */
  readonly editsNeedApproval?: boolean;
}

/** A message type. Called with its data it gives the message for a handler to return. */
export interface Contract<D extends object> extends AnyContract {
  (data: D): OutgoingMessage<D>;
  readonly schema: z.ZodType<D>;
}

export type DataOf<C extends AnyContract> = z.output<C['schema']>;

/** Why something was not done: a code for programs, a sentence for people. */
export interface Because {
  readonly code: string;
  readonly text: string;
}

/**
 * An event that says no and why: only such a one can refuse a step, so that whoever hears the end
 * of a saga can be told the reason.
 */
export interface RefusalContract extends AnyContract {
  readonly schema: z.ZodType<{ readonly reason: Because }>;
}

/** A message that a handler's decision sends; the pipeline gives it its id, its causation and its trace. */
export interface OutgoingMessage<D = unknown> {
  readonly out: 'message';
  readonly contract: AnyContract;
  readonly data: D;
  /** Overrides what the pipeline would echo from the message being handled; the saga engine uses it. */
  readonly saga?: Partial<SagaTags>;
  /** Overrides the trace it would continue: what a cancel undoes belongs to the order's trace, not to the cancel's. */
  readonly trace?: TraceHeaders;
  /** Names the message among several of one type in one decision. @default its position */
  readonly name?: string;
}

/** What ties a message to one ask of one step of one saga; participants echo it. */
export interface SagaTags {
  readonly correlationId: string;
  readonly step: string;
  /** 1 for the first time the step asks, then counting up. */
  readonly ask: number;
  readonly deadline?: Date;
}

interface Declaration<D extends z.ZodType> {
  readonly version: number;
  readonly key: keyof z.output<D> & string;
  readonly data: D;
  /** @default {} */
  readonly upcasts?: AnyContract['upcasts'];
  /** @default false */
  readonly editsNeedApproval?: boolean;
}

/** Declares a request to `owner`, the part of `type` before the first dot. */
export const command = <D extends z.ZodObject>(type: string, declaration: Declaration<D>): Contract<z.output<D>> =>
  declare('command', type, declaration);

/** Declares a fact that `owner`, the part of `type` before the first dot, tells everyone. */
export const event = <D extends z.ZodObject>(type: string, declaration: Declaration<D>): Contract<z.output<D>> =>
  declare('event', type, declaration);

function declare<D extends z.ZodObject>(
  kind: AnyContract['kind'],
  type: string,
  declaration: Declaration<D>,
): Contract<z.output<D>> {
  const [owner = '', ...what] = type.split('.');
  if (owner === '' || what.join('.') === '')
    throw new WrongDeclaration(`'${type}' names no owner: write <owner>.<what is asked or has happened>`);
  if (!(declaration.key in declaration.data.shape))
    throw new WrongDeclaration(`the key of ${type}, ${declaration.key}, is no field of its data`);
  const properties: AnyContract = {
    kind,
    type,
    owner,
    version: declaration.version,
    key: declaration.key,
    schema: declaration.data,
    topic: `${owner}.${kind}s`,
    upcasts: declaration.upcasts ?? {},
    ...(declaration.editsNeedApproval === undefined ? {} : { editsNeedApproval: declaration.editsNeedApproval }),
  };
  const create = (data: z.output<D>): OutgoingMessage<z.output<D>> => ({ out: 'message', contract, data });
  const contract = Object.assign(create, properties) as Contract<z.output<D>>;
  return contract;
}
