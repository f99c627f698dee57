import type { Database } from '../../runtime/database.js';
import type { Cluster, ClusterIdentity } from '../../message/broker.js';
import { untraced } from '../../tracing/context.js';
import { lossOf } from './broker-loss.js';

const KNOWN = 'SELECT topic, cluster_id, topic_id FROM messaging.broker_topic';
// Topics that are missing for now stay known as long as the cluster is the same: made again, they have another id.
const FORGET = 'DELETE FROM messaging.broker_topic WHERE cluster_id <> $1 OR $2';
const REMEMBER = `INSERT INTO messaging.broker_topic (topic, cluster_id, topic_id) SELECT topic, $1, topic_id FROM unnest($2::text[], $3::text[]) AS now (topic, topic_id)
  ON CONFLICT (topic) DO UPDATE SET cluster_id = excluded.cluster_id, topic_id = excluded.topic_id`;
const LOST = `INSERT INTO messaging.republish (cause, actor, since, topics) VALUES ($1, 'relay', 'epoch', $2)`;

interface Row {
  readonly topic: string;
  readonly cluster_id: string;
  readonly topic_id: string;
}

/** Remembers which cluster and topics the outbox was sent to, and asks for a republish when they are others. */
export class KnownCluster {
  constructor(
    private readonly database: Database,
    private readonly cluster: Pick<Cluster, 'identity'>,
  ) {}

  async look(): Promise<void> {
    const [known, now] = await untraced(() => Promise.all([this.#known(), this.cluster.identity()]));
    const loss = lossOf(known, now);
    if (loss === undefined && sameTopics(known, now)) return;
    await untraced(() =>
      this.database.transaction(async (tx) => {
        await tx.sql(FORGET, [now.clusterId, loss?.cause === 'new-cluster']);
        await tx.sql(REMEMBER, [now.clusterId, [...now.topicIds.keys()], [...now.topicIds.values()]]);
        if (loss !== undefined) await tx.sql(LOST, [loss.cause, loss.topics ?? null]);
      }),
    );
  }

  async #known(): Promise<ClusterIdentity | undefined> {
    const rows = await this.database.query<Row>(KNOWN);
    return (
      rows[0] && {
        clusterId: rows[0].cluster_id,
        topicIds: new Map(rows.map(({ topic, topic_id }) => [topic, topic_id])),
      }
    );
  }
}

const sameTopics = (known: ClusterIdentity | undefined, now: ClusterIdentity): boolean =>
  known !== undefined && [...now.topicIds].every(([topic, id]) => known.topicIds.get(topic) === id);
