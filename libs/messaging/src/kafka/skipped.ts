import { channel } from 'node:diagnostics_channel';
import type { SkippedRecords } from '../message/broker.js';
import { mendKafkajs } from './mend-kafkajs.js';

interface OffsetManager {
  /** A `Long`. */
  nextOffset(topic: string, partition: number): { toString(): string };
  resolveOffsets(): Promise<void>;
}
interface ConsumerGroup {
  readonly memberId: string;
  readonly offsetManager: OffsetManager;
  recoverFromOffsetOutOfRange(error: { readonly topic: string; readonly partition: number }): Promise<void>;
}

const skips = channel('messaging:kafka-skipped');

/**
 * kafkajs 2.2.4 goes to the start of the log when the offset that it would fetch is not there any more, and tells
 * nobody. Where that lies further on, records were skipped; where it lies before, the log is another one.
 */
export function tellSkipped(): void {
  mendKafkajs<ConsumerGroup, 'recoverFromOffsetOutOfRange'>(
    'consumer/consumerGroup',
    'recoverFromOffsetOutOfRange',
    (recover) =>
      async function (this: ConsumerGroup, error) {
        const { offsetManager, memberId } = this;
        const { topic, partition } = error;
        const next = () => BigInt(String(offsetManager.nextOffset(topic, partition)));
        const from = next();
        await recover.call(this, error);
        await offsetManager.resolveOffsets();
        skips.publish({ memberId, skipped: { topic, partition, from, to: next(), at: new Date() } });
      },
  );
}

/** Calls for each skip of any consumer in this process; returns what ends it. */
export function onSkipped(tell: (memberId: string, skipped: SkippedRecords) => void): () => void {
  const listen = (message: unknown): void => {
    const { memberId, skipped } = message as { memberId: string; skipped: SkippedRecords };
    if (skipped.to > skipped.from) tell(memberId, skipped);
  };
  skips.subscribe(listen);
  return () => skips.unsubscribe(listen);
}
