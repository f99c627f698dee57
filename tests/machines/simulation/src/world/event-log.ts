import { START, type Scheduler } from './scheduler.js';

/** Lines kept when not all are. */
const LAST = 2_000;

/** What has happened, line by line. Two runs that did the same have the same hash. */
export class EventLog {
  #lines: string[] = [];
  #one = 0x811c9dc5;
  #other = 0x9747b28c;

  /** `all`: keeps every line, to be read. @default the last ones */
  constructor(
    private readonly scheduler: Scheduler,
    private readonly all = false,
  ) {}

  note(what: string): void {
    const line = `${(this.scheduler.now - START).toFixed(3)} ${what}`;
    for (let at = 0; at < line.length; at += 1) {
      const code = line.charCodeAt(at);
      this.#one = Math.imul(this.#one ^ code, 0x01000193);
      this.#other = Math.imul(this.#other ^ code, 0x85ebca6b);
    }
    this.#lines.push(line);
    if (!this.all && this.#lines.length >= 2 * LAST) this.#lines = this.#lines.slice(-LAST);
  }

  get hash(): string {
    return [this.#one, this.#other].map((part) => (part >>> 0).toString(16).padStart(8, '0')).join('');
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}
