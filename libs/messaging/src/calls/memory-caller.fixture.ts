import type { WorkUnit, Outcome } from '../handler/work-unit.js';
import type { Answer } from '../handler/handler.js';
import { silent } from '../runtime/logger.js';
import type { Tx } from '../runtime/database.js';
import { CallTable } from '../memory/call-table.js';
import { memoryCallRows, MemoryOutgoingCalls } from '../memory/memory-outgoing-calls.js';
import { MemoryDatabase } from '../memory/memory-database.js';
import { AnswerSource } from './answer-source.js';
import type { Party, PendingCall } from './call.js';
import { Caller, type CallerOptions } from './caller.js';
import { Bank, payments } from './calls.fixture.js';
import type { OpenCall } from './open-call.js';

/** A caller over the calls of a table in memory; answers are brought in one by one. */
export class MemoryCaller {
  readonly bank = new Bank();
  readonly heard: Answer[] = [];
  readonly noted: OpenCall[] = [];
  readonly database = new MemoryDatabase();
  readonly rows: CallerOptions['rows'];
  readonly caller: Caller;
  readonly #outgoing: MemoryOutgoingCalls;

  constructor(
    {
      party,
      parties,
      ...options
    }: { party?: Partial<Party>; parties?: readonly Party[] } & Partial<CallerOptions> = {},
    readonly table = new CallTable(),
  ) {
    const rows = memoryCallRows(table, async (work) => work());
    const note: typeof rows.note = (owner, calls) => {
      this.noted.push(...calls.map((each) => ({ ...each })));
      return rows.note(owner, calls);
    };
    this.rows = { ...rows, note };
    const source = new AnswerSource({
      rows: table,
      deadLetters: { add: () => undefined, resolve: () => undefined },
    });
    this.caller = new Caller({
      registry: payments({}, this.heard),
      parties: parties ?? [this.bank.party(party)],
      rows: this.rows,
      source,
      submit: (unit) => this.#bringIn(source, unit),
      log: silent,
      random: () => 0.5,
      ...options,
    });
    this.#outgoing = new MemoryOutgoingCalls(table, this.caller);
  }

  /** Resolves after the commit. */
  readonly write = (...calls: readonly PendingCall[]): Promise<void> =>
    this.database.transaction(async (tx) => this.#outgoing.write(tx as Tx, calls));

  #bringIn(source: AnswerSource, unit: WorkUnit): Promise<Outcome> {
    return this.database.transaction(async (tx) => {
      const claimed = await source.claim(tx as Tx, [unit], new Map());
      if (!claimed.has(unit)) return { kind: 'skipped' };
      for (const part of unit.parts) part.run(undefined, { message: unit.message } as never);
      return { kind: 'done', reply: undefined };
    });
  }
}

/** Started, and stopped afterwards. */
export async function withCaller(
  options: ConstructorParameters<typeof MemoryCaller>[0],
  use: (service: MemoryCaller) => Promise<void>,
  table?: CallTable,
): Promise<void> {
  const service = new MemoryCaller(options, table);
  await service.caller.start();
  await use(service).finally(() => service.caller.stop());
}
