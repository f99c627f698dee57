import type { InjectionToken, Provider, Type } from '@nestjs/common';
import type { Party } from '../../calls/call.js';
import type { AnyHandler } from '../../handler/handler.js';
import type { PrismaFactory } from '../../postgres/index.js';
import type { SagaDefinition } from '../../saga/definition.js';

type Settled<Value, Settings> = Value | ((settings: Settings) => Value);

export interface MessagingModuleOptions<Prisma, Settings> {
  /** The consumer group, the topics' prefix and the source of the messages. */
  readonly service: string;
  /** Classes with `@Handles`. */
  readonly handlers: readonly Type[];
  /** What handlers inject. @default none */
  readonly stores?: readonly Provider[];
  /** In every version that instances may still be in. @default none */
  readonly sagas?: Settled<readonly SagaDefinition[], Settings>;
  /** Parties outside, with their adapters. @default none */
  readonly parties?: Settled<readonly Party[], Settings>;
  /**
   * The service's Prisma client: injectable by its class, with a pool of its own, and in
   * stores as `tx.prisma`. @default none
   */
  readonly prisma?: { readonly client: InjectionToken; readonly create: PrismaFactory<Prisma> };
}

export const settled = <Value, Settings>(
  value: Settled<Value, Settings> | undefined,
  settings: Settings,
  otherwise: Value,
): Value => {
  if (value === undefined) return otherwise;
  return typeof value === 'function' ? (value as (settings: Settings) => Value)(settings) : value;
};

export type Handlers = readonly AnyHandler[];
