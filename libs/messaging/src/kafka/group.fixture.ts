import { EventEmitter } from 'node:events';
import type { EachBatchPayload } from 'kafkajs';
import { received } from '../testing/compliance/records.js';
import type { Range } from './inquiry.js';

const COUNT = 6;
const TOPIC = 't';

/** Consumers as kafkajs makes them, of one group over the six partitions of `t`, without a broker. */
export class FakeGroup {
  readonly made: FakeConsumer[] = [];
  /** Thrown by the next question to the broker, once. */
  fault: Error | undefined;
  /** Whether a consumer that is told to leave does. */
  leaves = true;
  readonly #ends = Array.from({ length: COUNT }, () => 0);

  get running(): readonly FakeConsumer[] {
    return this.made.filter(({ isRunning }) => isRunning);
  }

  readonly consumers = {
    consumer: () => {
      const made = new FakeConsumer(this, `m${this.made.length}`);
      this.made.push(made);
      return made;
    },
    cut: (consumer: FakeConsumer) => consumer.end(),
  };

  readonly inquiry = {
    members: () => this.#answer(this.running.length),
    partitionCounts: () => Promise.resolve(new Map([[TOPIC, COUNT]])),
    ranges: () =>
      this.#answer(
        new Map<string, Range>(
          this.#ends.map((end, partition) => [`${TOPIC}/${partition}`, { start: 0n, end: BigInt(end), committed: 0n }]),
        ),
      ),
  };

  /** A record of each partition, delivered to whoever has it. */
  async send(): Promise<void> {
    for (const [partition, offset] of this.#ends.entries()) {
      this.#ends[partition] = offset + 1;
      await this.running.find(({ assigned }) => assigned.includes(partition))?.deliver(partition, offset);
    }
  }

  rebalance(): void {
    for (const [at, consumer] of this.running.entries())
      consumer.join([...this.#ends.keys()].filter((partition) => partition % this.running.length === at));
  }

  #answer<T>(answer: T): Promise<T> {
    const { fault } = this;
    this.fault = undefined;
    return fault === undefined ? Promise.resolve(answer) : Promise.reject(fault);
  }
}

export class FakeConsumer extends EventEmitter {
  readonly events = {
    FETCH: 'fetch',
    HEARTBEAT: 'heartbeat',
    END_BATCH_PROCESS: 'end',
    REBALANCING: 'rebalancing',
    GROUP_JOIN: 'join',
    CRASH: 'crash',
    STOP: 'stop',
    DISCONNECT: 'disconnect',
  };
  isRunning = false;
  assigned: readonly number[] = [];
  #eachBatch: ((payload: EachBatchPayload) => Promise<void>) | undefined;
  #beats: NodeJS.Timeout | undefined;

  constructor(
    private readonly group: FakeGroup,
    readonly id: string,
  ) {
    super();
  }

  connect = () => Promise.resolve();
  subscribe = () => Promise.resolve();
  pause = () => undefined;
  resume = () => undefined;

  run = ({ eachBatch }: { eachBatch: (payload: EachBatchPayload) => Promise<void> }): Promise<void> => {
    this.#eachBatch = eachBatch;
    this.isRunning = true;
    this.#beats = setInterval(() => this.emit('heartbeat', {}), 100);
    this.group.rebalance();
    return Promise.resolve();
  };

  disconnect = (): Promise<void> => {
    if (!this.group.leaves) return new Promise(() => undefined);
    this.end();
    return Promise.resolve();
  };

  end(): void {
    const was = this.isRunning;
    this.isRunning = false;
    clearInterval(this.#beats);
    if (was) this.group.rebalance();
    this.emit('disconnect', {});
  }

  join(partitions: readonly number[]): void {
    this.assigned = partitions;
    this.emit('join', { payload: { memberId: this.id, memberAssignment: { [TOPIC]: partitions } } });
  }

  async deliver(partition: number, offset: number): Promise<void> {
    const message = { ...received(TOPIC, 'k', '{}', offset), timestamp: '0' };
    await this.#eachBatch!({
      batch: { topic: TOPIC, partition, messages: [message] },
      resolveOffset: () => undefined,
      commitOffsetsIfNecessary: () => Promise.resolve(),
    } as unknown as EachBatchPayload);
    this.emit('end', { payload: { topic: TOPIC, partition, lastOffset: String(offset) } });
  }
}
