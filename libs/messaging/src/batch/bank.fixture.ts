import { z } from 'zod';
import { CommitInDoubt, DatabaseAway } from '../errors.js';
import { Handles, type AnyHandler } from '../handler/handler.js';
import { HandlerRegistry, registered } from '../handler/handler-registry.js';
import { reply } from '../handler/outgoing.js';
import { requestUnit, type RequestOptions } from '../handler/request-source.js';
import type { Outcome, WorkUnit } from '../handler/work-unit.js';
import { WorkUnitFactory } from '../handler/work-unit-factory.js';
import {
  MemoryOutgoingCalls,
  MemoryDatabase,
  MemoryDeadLetters,
  MemoryInbox,
  memoryMapStore,
  MemoryOutbox,
  MemoryParking,
} from '../memory/index.js';
import { ParkedRows } from '../memory/memory-parking.js';
import { encode } from '../message/cloudevents.js';
import { command, type OutgoingMessage } from '../message/contract.js';
import { derivedId } from '../message/ids.js';
import type { ReceivedRecord } from '../message/message.js';
import type { Tx } from '../runtime/database.js';
import { silent, type Logger } from '../runtime/logger.js';
import { KafkaSource } from './kafka-source.js';
import { defaultLimits, type RunnerLimits } from './runner-limits.js';
import { BatchRunner } from './runner.js';

export const Deposit = command('bank.deposit', {
  version: 1,
  key: 'account',
  data: z.strictObject({ account: z.string(), amount: z.int() }),
});

/**
 * Is away while it is told to be, and loses the answers to COMMITs: of those that were done, and of those that were
 * not.
 */
export class BreakingDatabase extends MemoryDatabase {
  away = false;
  unanswered = 0;
  lost = 0;
  override async transaction<T>(work: (tx: Tx<never>) => Promise<T>): Promise<T> {
    if (this.away) throw new DatabaseAway('gone for a while');
    if (this.lost > 0) {
      this.lost -= 1;
      return super.transaction((tx) => work(tx).then(() => Promise.reject(new CommitInDoubt('no answer'))));
    }
    const done = await super.transaction(work);
    if (this.unanswered === 0) return done;
    this.unanswered -= 1;
    throw new CommitInDoubt('no answer');
  }
}

/** A service that knows no repetition by itself: what is handled twice counts twice. */
export class Bank {
  readonly balances = memoryMapStore<string, number>();
  readonly log: { -readonly [Level in keyof Logger]: Logger[Level] } = { ...silent };
  readonly parkedRows = new ParkedRows();
  readonly outbox = new MemoryOutbox();
  readonly deadLetters = new MemoryDeadLetters('bank', this.outbox);
  readonly registry: HandlerRegistry;
  readonly runner: BatchRunner;
  readonly #factory: WorkUnitFactory;
  readonly #source: KafkaSource;
  #offset = 0;

  constructor({
    database = new BreakingDatabase(),
    ...limits
  }: { database?: BreakingDatabase } & Partial<RunnerLimits> = {}) {
    const balances = this.balances;
    @Handles(Deposit)
    class DepositHandler {
      readonly store = balances;
      needs = ({ account }: { account: string }) => [account];
      decide({ account, amount }: { account: string; amount: number }, state: Map<string, number>) {
        const balance = (state.get(account) ?? 0) + amount;
        state.set(account, balance);
        return reply({ balance });
      }
    }
    this.registry = new HandlerRegistry('bank', registered([new DepositHandler()] as unknown as AnyHandler[]));
    const inbox = new MemoryInbox();
    const parking = new MemoryParking({ rows: this.parkedRows });
    this.#factory = new WorkUnitFactory(this.registry);
    this.#source = new KafkaSource(inbox, parking, this.deadLetters, undefined, this.log);
    this.runner = new BatchRunner(
      database,
      {
        registry: this.registry,
        inbox,
        outbox: this.outbox,
        calls: new MemoryOutgoingCalls(),
        stores: [this.balances] as never,
      },
      this.log,
      { ...defaultLimits, ...limits },
    );
  }

  record(message: OutgoingMessage, headers: Record<string, string> = {}): ReceivedRecord {
    this.#offset += 1;
    const id = derivedId('bank', String(this.#offset));
    const wire = encode(message, { id, source: '/test', time: new Date(), trace: {} });
    return {
      topic: wire.topic,
      partition: 0,
      offset: String(this.#offset),
      key: Buffer.from(wire.key),
      value: Buffer.from(wire.value!),
      headers: { ...wire.headers, ...headers },
      timestamp: new Date(),
    };
  }

  unitOf(record: ReceivedRecord): WorkUnit {
    return this.#factory.toUnit(record, this.#source)!;
  }

  deliver(...records: ReceivedRecord[]): Promise<Outcome[]> {
    return Promise.all(records.map((record) => this.runner.submit(this.unitOf(record))));
  }

  request(account: string, amount: number, options: RequestOptions = {}): Promise<Outcome> {
    return this.runner.submit(requestUnit(this.registry, Deposit, { account, amount }, options));
  }
}
