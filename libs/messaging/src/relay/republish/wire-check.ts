import type { Database } from '../../runtime/database.js';
import type { Logger } from '../../runtime/logger.js';
import type { Broker, Cluster } from '../../message/broker.js';
import { KnownCluster } from './known-cluster.js';
import { BrokerCheck } from './broker-check.js';
import type { OpenRepublish, SentRows } from '../relay-rows.js';
import { Republisher } from './republisher.js';

export interface CheckedParts {
  readonly service: string;
  readonly database: Database;
  readonly broker: Broker;
  readonly cluster?: Cluster;
  /** What the service listens to. */
  readonly topics?: readonly string[];
  readonly log: Logger;
}

export interface CheckPorts {
  /** As long as this instance leads. */
  rows(): SentRows | undefined;
  forget(): void;
  onRepublish(republish: OpenRepublish, messages: number): void;
}

/**
 * The relay's gate: it looks whether the broker is another, then whether anything asks for a republish, the broker's
 * loss included.
 */
export function wireBrokerCheck(
  { service, database, broker, cluster, topics = [], log }: CheckedParts,
  { rows, forget, onRepublish }: CheckPorts,
): BrokerCheck {
  const memory = cluster && new KnownCluster(database, cluster);
  const own = ['commands', 'events', 'dlq'].map((kind) => `${service}.${kind}`);
  const republisher = new Republisher({
    topics: [...new Set([...own, ...topics])],
    ...(cluster === undefined ? {} : { cluster }),
    log,
    forget,
    onRepublish,
  });
  return new BrokerCheck({
    disconnects: () => broker.disconnects ?? 0,
    look: async () => {
      const leading = rows();
      if (leading === undefined) return false;
      await memory?.look();
      return republisher.run(leading);
    },
  });
}
