import type { OutgoingCalls } from '../calls/outgoing-calls.js';
import type { Faults } from '../faults/faults.js';
import type { Store } from '../handler/handler.js';
import type { HandlerRegistry } from '../handler/handler-registry.js';
import type { Inbox } from '../inbox/inbox.js';
import type { Outbox } from '../outbox/outbox.js';
import type { Undos } from '../recovery/undos/undos.js';
import type { SagaStarter } from './loaded-stores.js';

/** All that the batches of one service are run with. */
export interface Pipeline {
  readonly registry: HandlerRegistry;
  /** Comes first in the lock order. */
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly calls: OutgoingCalls;
  /** @default nobody asks which steps were undone */
  readonly undos?: Undos;
  /** The saga store comes first in the lock order of the stores. */
  readonly sagas?: SagaStarter;
  /** In lock order: every transaction of the service loads them in this order. */
  readonly stores: readonly Store<unknown, unknown>[];
  /** @default none */
  readonly faults?: Faults | undefined;
}
