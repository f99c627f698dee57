import type { Broker, Subscription } from '../../message/broker.js';
import type { ReceivedRecord } from '../../message/message.js';
import { unique } from './records.js';

/** An adapter as the compliance suite uses it. */
export interface BrokerUnderTest {
  /** A client of its own of the one broker, as another process has it. Takes records up to 1,000,000 bytes. */
  connect(): Broker;
  /** Makes the topics, 6 partitions each. */
  createTopics(topics: readonly string[]): Promise<void>;
  /** Ends a consumer while it has records in hand that will never be done. */
  kill(broker: Broker, subscription: Subscription): Promise<void>;
  close(): Promise<void>;
  /** It may give a record twice though nothing failed that the spec knows of. @default it does not */
  readonly mayRepeat?: boolean;
}

/** One test's own topics, group and consumers. */
export class Scene {
  readonly group = unique('group');
  readonly topic = unique('events');
  readonly broker: Broker;

  constructor(readonly under: BrokerUnderTest) {
    this.broker = under.connect();
  }

  static async of(under: BrokerUnderTest, ...more: readonly string[]): Promise<Scene> {
    const scene = new Scene(under);
    await under.createTopics([scene.topic, ...more]);
    return scene;
  }

  /** A consumer that keeps what it is given, after `onRecords`. */
  async listen({
    group = this.group,
    topics = [this.topic],
    broker = this.broker,
    onRecords = async () => undefined,
  }: Partial<Listening> = {}): Promise<Listener> {
    const taken: ReceivedRecord[] = [];
    const subscription = await broker.subscribe({
      group,
      topics,
      async onRecords(records) {
        await onRecords(records);
        taken.push(...records);
      },
    });
    return { taken, subscription };
  }
}

export interface Listening {
  readonly group: string;
  readonly topics: readonly string[];
  readonly broker: Broker;
  onRecords(records: readonly ReceivedRecord[]): Promise<void>;
}

export interface Listener {
  /** Records done, in order. */
  readonly taken: readonly ReceivedRecord[];
  readonly subscription: Subscription;
}
