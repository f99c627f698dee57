import type { ClusterIdentity } from '../../message/broker.js';

export interface BrokerLoss {
  readonly cause: 'new-cluster' | 'new-topic';
  /** What was sent to these is gone; absent: to any. */
  readonly topics?: readonly string[];
}

/**
 * What a broker has lost that is `now` what it was not when it was `known`. A topic that is merely missing may be made
 * again, and is lost when it has been; but where no topic is left as it was, the data is gone, whatever the cluster
 * calls itself.
 */
export function lossOf(known: ClusterIdentity | undefined, now: ClusterIdentity): BrokerLoss | undefined {
  if (known === undefined || known.topicIds.size === 0) return undefined;
  const topics = [...known.topicIds.keys()];
  const isAsItWas = (topic: string) => known.topicIds.get(topic) === now.topicIds.get(topic);
  if (known.clusterId !== now.clusterId || !topics.some(isAsItWas)) return { cause: 'new-cluster' };
  const remade = topics.filter((topic) => now.topicIds.has(topic) && !isAsItWas(topic));
  return remade.length === 0 ? undefined : { cause: 'new-topic', topics: remade };
}
