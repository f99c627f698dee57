import { randomUUID } from 'node:crypto';
import type { ReceivedRecord, WireRecord } from '../../message/message.js';

/** A name that no other test of any run uses. */
export const unique = (name: string): string => `${name}-${randomUUID().slice(0, 8)}`;

export const wire = (
  topic: string,
  key: string,
  value: string | null,
  headers: Readonly<Record<string, string>> = {},
): WireRecord => ({ topic, key, value, headers });

export const textOf = ({ value }: ReceivedRecord): string | null => value?.toString('utf8') ?? null;

export const received = (topic: string, key: string, value: string, offset = 0): ReceivedRecord => ({
  topic,
  partition: 0,
  offset: String(offset),
  key: Buffer.from(key),
  value: Buffer.from(value),
  headers: { ce_id: randomUUID(), ce_type: 'test.happened' },
  timestamp: new Date('2026-01-01T00:00:00Z'),
});

/** A door that a test opens: whoever passes waits until then. */
export class Latch {
  readonly #opened = Promise.withResolvers<void>();
  readonly #reached = Promise.withResolvers<void>();

  /** Resolves when somebody waits. */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  open(): void {
    this.#opened.resolve();
  }

  async pass(): Promise<void> {
    this.#reached.resolve();
    await this.#opened.promise;
  }
}
