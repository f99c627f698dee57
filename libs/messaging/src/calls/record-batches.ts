import type { CallRecords } from './call-rows.js';
import type { OpenCall } from './open-call.js';

const NOTE_AFTER_MS = 500;

interface Beginning {
  readonly call: OpenCall;
  readonly resolve: (may: boolean) => void;
  readonly reject: (why: unknown) => void;
}

/**
 * Puts on record what happens to calls, many at a time: beginnings as soon as the last statement is answered, failed
 * attempts a moment later.
 */
export class RecordBatches {
  #beginnings: Beginning[] = [];
  #recording: Promise<void> | undefined;
  readonly #underway = new Map<OpenCall, Promise<boolean>>();
  readonly #toNote = new Set<OpenCall>();
  #noting: NodeJS.Timeout | undefined;

  constructor(private readonly records: CallRecords) {}

  /** Whether the attempt may begin: `false` when the call is another's now. Rejects when that cannot be known. */
  begin(call: OpenCall): Promise<boolean> {
    const underway = this.#underway.get(call);
    if (underway !== undefined) return underway;
    const recorded = new Promise<boolean>((resolve, reject) => {
      this.#beginnings.push({ call, resolve, reject });
      this.#recording ??= Promise.resolve().then(() => this.#record());
    }).finally(() => this.#underway.delete(call));
    this.#underway.set(call, recorded);
    return recorded;
  }

  /**
   * Those that come next, so that their places at the party do not wait for the disk. One that is then not begun costs
   * a look-up after a crash.
   */
  beginSoon(calls: readonly OpenCall[]): void {
    for (const call of calls) this.begin(call).catch(() => undefined);
  }

  note(call: OpenCall): void {
    this.#toNote.add(call);
    this.#noting ??= setTimeout(() => void this.flush(), NOTE_AFTER_MS);
  }

  /** Resolves when the notes are written, or could not be. */
  async flush(): Promise<void> {
    clearTimeout(this.#noting);
    this.#noting = undefined;
    const calls = [...this.#toNote];
    this.#toNote.clear();
    for (const [owner, owned] of Map.groupBy(calls, ({ owner: each }) => each))
      await this.records.note(owner, owned).catch(() => undefined);
  }

  async #record(): Promise<void> {
    while (this.#beginnings.length > 0) {
      const batch = this.#beginnings;
      this.#beginnings = [];
      for (const [owner, owned] of Map.groupBy(batch, ({ call }) => call.owner)) await this.#begin(owner, owned);
    }
    this.#recording = undefined;
  }

  async #begin(owner: string, batch: readonly Beginning[]): Promise<void> {
    try {
      const begun = new Set(
        await this.records.begin(
          owner,
          batch.map(({ call }) => call.seq),
        ),
      );
      for (const { call, resolve } of batch) resolve((call.onRecord = begun.has(call.seq)));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
