import { createRequire } from 'node:module';
import type pg from 'pg';
import { arrayLiteral } from '../runtime/sql/array-literal.js';
import type { Prepared, Statement } from './statement.js';

/** As much of the driver's connection as is used here. */
interface Wire {
  parse(statement: { readonly name: string; readonly text: string }): void;
  bind(bound: {
    readonly statement: string;
    readonly values: readonly unknown[];
    readonly valueMapper: (value: unknown) => unknown;
  }): void;
  describe(what: { readonly type: 'P'; readonly name: string }): void;
  execute(what: object): void;
  sync(): void;
  sendCopyFail(why: string): void;
  readonly stream: { cork(): void; uncork(): void };
}

const { prepareValue } = createRequire(import.meta.url)('pg/lib/utils.js') as { prepareValue(value: unknown): unknown };
const toText = (value: unknown): unknown =>
  Array.isArray(value) ? (arrayLiteral(value) ?? prepareValue(value)) : prepareValue(value);

/**
 * Statements that leave in one write and are answered in one: the driver's own pipeline has the server flush after each
 * of them, and describe the rows of each run anew. When one fails, the server skips those behind it.
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING
 */
export class Flush implements pg.Submittable {
  #at = 0;

  constructor(
    private readonly statements: readonly Statement[],
    private readonly parsed: Set<Prepared>,
  ) {}

  submit(connection: unknown): void {
    const wire = connection as Wire;
    wire.stream.cork();
    for (const { prepared, values } of this.statements) {
      if (!this.parsed.has(prepared)) wire.parse(prepared);
      this.parsed.add(prepared);
      wire.bind({ statement: prepared.name, values, valueMapper: toText });
      if (!prepared.described) wire.describe({ type: 'P', name: '' });
      wire.execute({});
    }
    wire.sync();
    wire.stream.uncork();
  }

  handleRowDescription({ fields }: { readonly fields: Parameters<Prepared['describe']>[0] }): void {
    this.#current?.prepared.describe(fields);
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    this.#current?.row(fields);
  }

  handleCommandComplete({ text }: { readonly text: string }): void {
    this.#current?.complete(text);
    this.#at += 1;
  }

  handleError(error: Error): void {
    for (const statement of this.statements.slice(this.#at)) statement.fail(error);
    this.#at = this.statements.length;
  }

  handleReadyForQuery(): void {
    if (this.#current !== undefined)
      this.handleError(new Error('Connection terminated: the server answered fewer statements than were sent'));
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete({ text: '' });
  }

  handlePortalSuspended(): void {
    this.handleError(new Error('Connection terminated: a statement was suspended though all its rows were asked for'));
  }

  handleCopyInResponse(connection: Wire): void {
    connection.sendCopyFail('COPY is not for the batch connection');
  }

  get #current(): Statement | undefined {
    return this.statements[this.#at];
  }
}
