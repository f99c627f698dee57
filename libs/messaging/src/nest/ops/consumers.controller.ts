import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { Ops } from '@sagaworks/chassis';
import { BrokerAway } from '../../errors.js';
import { within } from '../../runtime/within.js';
import type { KafkaAdmin, Offsets } from '../../kafka/index.js';
import { Messaging } from '../../messaging.js';
import { KAFKA_ADMIN } from '../messaging/tokens.js';
import { listSchema } from '../../operations/schemas/common.js';
import { ConsumerStatus } from '../../operations/schemas/consumers.js';

/** Milliseconds. The client itself tries for longer; who looks wants to be told. */
const PATIENCE = 3_000;

@Ops()
@Controller('ops/consumers')
export class ConsumersController {
  constructor(
    @Inject(Messaging) private readonly messaging: Messaging,
    @Inject(KAFKA_ADMIN) private readonly admin: KafkaAdmin,
  ) {}

  @Get()
  @ApiOperation({
    summary:
      'What is read, how far, and how well it merges into batches; while the broker does not answer, nobody knows how far',
  })
  @ApiResponse({ status: 200, standardSchema: listSchema(ConsumerStatus) })
  async show() {
    const { service, consumer, batches } = this.messaging;
    const read = await this.#read(service, consumer.topics).catch(ifAway);
    const reason = consumer.reason ?? (read instanceof BrokerAway ? read.message : null);
    const partitionsOf = (topic: string) => (read instanceof BrokerAway ? [] : read(topic));
    const topics = consumer.topics.map((topic) => ({
      topic: this.admin.nameOf(topic),
      partitions: partitionsOf(topic),
    }));
    const { blocked, oldest, skipped } = consumer;
    const waits = {
      blocked: blocked.map((each) => ({ ...each, since: each.since.toISOString() })),
      oldest: oldest.map((each) => ({ ...each, at: each.at.toISOString() })),
      skipped: skipped.map((each) => ({
        ...each,
        from: String(each.from),
        to: String(each.to),
        at: each.at.toISOString(),
      })),
    };
    return {
      items: [{ group: this.admin.nameOf(service), healthy: reason === null, reason, batches, topics, ...waits }],
      nextCursor: null,
    };
  }

  async #read(service: string, topics: readonly string[]) {
    let answer: readonly [Offsets, Offsets] | undefined;
    await within(
      PATIENCE,
      Promise.all([this.admin.endOffsets(topics), this.admin.committed(service, topics)]).then(
        (both) => (answer = both),
      ),
    );
    if (answer === undefined) throw new BrokerAway(`the broker has not answered for ${PATIENCE / 1_000} s`);
    const [ends, committed] = answer;
    return (topic: string) =>
      (ends.get(topic) ?? []).map((end, partition) => ({
        partition,
        ...progress(end, committed.get(topic)?.[partition] ?? -1n),
      }));
  }
}

function ifAway(error: unknown): BrokerAway {
  if (error instanceof BrokerAway) return error;
  throw error;
}

/** Offsets are 64 bits wide: as text. A group that never committed begins at the first record. */
const progress = (end: bigint, committed: bigint) => ({
  end: String(end),
  committed: committed < 0n ? null : String(committed),
  lag: Number(end - (committed < 0n ? 0n : committed)),
});
