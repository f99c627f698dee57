import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { Handles, type AnyHandler, type Handler, type Store } from '../../handler/handler.js';
import { WorkUnitFactory } from '../../handler/work-unit-factory.js';
import { silent } from '../../runtime/logger.js';
import { HandlerRegistry, registered } from '../../handler/handler-registry.js';
import { BatchRunner } from '../../batch/runner.js';
import { KafkaSource } from '../../batch/kafka-source.js';
import {
  MemoryDeadLetters,
  MemoryInbox,
  MemoryOutgoingCalls,
  MemoryOutbox,
  MemoryParking,
} from '../../memory/index.js';
import { encode } from '../../message/cloudevents.js';
import { command, type OutgoingMessage } from '../../message/contract.js';
import { derivedId } from '../../message/ids.js';
import type { ReceivedRecord } from '../../message/message.js';

/**
 * The rows of the suite's store: what is in each account. A missing account holds nothing; one that is closed is
 * removed.
 */
export type Accounts = Map<string, { balance: number }>;

/** An adapter as the compliance suite uses it. */
export interface StoreUnderTest {
  readonly store: Store<string, Accounts>;
  readonly database: Database;
  /** What is committed. */
  balanceOf(account: string): Promise<number | undefined>;
  close(): Promise<void>;
}

const data = z.strictObject({ account: z.string(), amount: z.int() });
export const Deposit = command('bank.deposit', { version: 1, key: 'account', data });
export const Withdraw = command('bank.withdraw', { version: 1, key: 'account', data });
export const Transfer = command('bank.transfer', { version: 1, key: 'account', data: data.extend({ to: z.string() }) });
export const Close = command('bank.close', {
  version: 1,
  key: 'account',
  data: z.strictObject({ account: z.string() }),
});

/** A service over the store, run by the real batch runner; all but the store is in memory. */
export class Bank {
  readonly loads: (readonly string[])[] = [];
  saves = 0;
  readonly #runner: BatchRunner;
  readonly #factory: WorkUnitFactory;
  readonly #source: KafkaSource;
  #offset = 0;

  constructor({ store, database }: StoreUnderTest) {
    const counted: Store<string, Accounts> = {
      load: (tx, keys) => {
        this.loads.push(keys);
        return store.load(tx, keys);
      },
      save: (tx, state) => {
        this.saves += 1;
        return store.save(tx, state);
      },
    };
    const registry = new HandlerRegistry('bank', registered(handlersOver(counted)));
    const [inbox, outbox] = [new MemoryInbox(), new MemoryOutbox()];
    this.#runner = new BatchRunner(
      database,
      { registry, inbox, outbox, calls: new MemoryOutgoingCalls(), stores: [counted as Store<unknown, unknown>] },
      silent,
    );
    this.#factory = new WorkUnitFactory(registry);
    this.#source = new KafkaSource(inbox, new MemoryParking(), new MemoryDeadLetters('bank', outbox));
  }

  /** Runs all in one batch, as one fetch brings them; resolves to how each ended. */
  async run(...messages: readonly OutgoingMessage[]): Promise<string[]> {
    const units = messages.map((message) => this.#factory.toUnit(this.#record(message), this.#source)!);
    const outcomes = await Promise.all(units.map((unit) => this.#runner.submit(unit)));
    return outcomes.map(({ kind }) => kind);
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  #record(message: OutgoingMessage): ReceivedRecord {
    this.#offset += 1;
    const { topic, key, value, headers } = encode(message, {
      id: derivedId('bank', String(this.#offset)),
      source: '/test',
      time: new Date(),
      trace: {},
    });
    return {
      topic,
      partition: 0,
      offset: String(this.#offset),
      key: Buffer.from(key),
      value: Buffer.from(value!),
      headers,
      timestamp: new Date(),
    };
  }
}

function handlersOver(store: Store<string, Accounts>): AnyHandler[] {
  const add = (accounts: Accounts, account: string, amount: number): void => {
    const row = accounts.get(account) ?? { balance: 0 };
    row.balance += amount;
    accounts.set(account, row);
    if (row.balance < 0) throw new Error(`${account} would be overdrawn`);
  };

  @Handles(Deposit)
  class DepositHandler implements Handler<typeof Deposit, Accounts> {
    readonly store = store;
    needs = ({ account }: { account: string }) => [account];
    decide = ({ account, amount }: { account: string; amount: number }, accounts: Accounts) =>
      add(accounts, account, amount);
  }

  @Handles(Withdraw)
  class WithdrawHandler implements Handler<typeof Withdraw, Accounts> {
    readonly store = store;
    needs = ({ account }: { account: string }) => [account];
    decide = ({ account, amount }: { account: string; amount: number }, accounts: Accounts) =>
      add(accounts, account, -amount);
  }

  @Handles(Transfer)
  class TransferHandler implements Handler<typeof Transfer, Accounts> {
    readonly store = store;
    needs = ({ account, to }: { account: string; to: string }) => [account, to];
    decide({ account, to, amount }: { account: string; to: string; amount: number }, accounts: Accounts): void {
      add(accounts, to, amount);
      add(accounts, account, -amount);
    }
  }

  @Handles(Close)
  class CloseHandler implements Handler<typeof Close, Accounts> {
    readonly store = store;
    needs = ({ account }: { account: string }) => [account];
    decide = ({ account }: { account: string }, accounts: Accounts) => void accounts.delete(account);
  }
  return [
    new DepositHandler(),
    new WithdrawHandler(),
    new TransferHandler(),
    new CloseHandler(),
  ] as unknown as AnyHandler[];
}
