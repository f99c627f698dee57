import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { KafkaAdmin } from '../../kafka/index.js';
import { Messaging } from '../../messaging.js';
import { KAFKA_ADMIN } from '../messaging/tokens.js';
import { Ops } from './ops.guard.js';

@Ops()
@Controller('ops/consumers')
export class ConsumersController {
  constructor(@Inject(Messaging) private readonly messaging: Messaging, @Inject(KAFKA_ADMIN) private readonly admin: KafkaAdmin) {}

  @Get()
  @ApiOperation({ summary: 'What is read, how far, and how well it merges into batches' })
  async show() {
    const { service, consumer, batches } = this.messaging;
    const [ends, committed] = await Promise.all([this.admin.endOffsets(consumer.topics), this.admin.committed(service, consumer.topics)]);
    const topics = [...ends].map(([topic, partitions]) => ({
      topic: this.admin.nameOf(topic), partitions: partitions.map((end, partition) => ({ partition, ...progress(end, committed.get(topic)?.[partition] ?? -1n) })),
    }));
    return { items: [{ group: this.admin.nameOf(service), healthy: consumer.healthy, reason: consumer.reason ?? null, batches, topics }], nextCursor: null };
  }
}

/** Offsets are 64 bits wide: as text. A group that never committed begins at the first record. */
const progress = (end: bigint, committed: bigint) => ({ end: String(end), committed: committed < 0n ? null : String(committed), lag: Number(end - (committed < 0n ? 0n : committed)) });
