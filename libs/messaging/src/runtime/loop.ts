import { pause } from './pause.js';

/** Does one step after the other, with the pause that each asks for; whoever wakes it cuts the pause short. */
export class Loop {
  #waking = new AbortController();
  #stopped = true;
  #running: Promise<void> | undefined;

  /** `step` never rejects; it resolves to the milliseconds until the next one. */
  constructor(private readonly step: () => Promise<number>) {}

  get stopped(): boolean {
    return this.#stopped;
  }

  start(): void {
    this.#stopped = false;
    this.#running ??= this.#run();
  }

  /** Also while a step is under way: the next one follows at once. */
  wake(): void {
    this.#waking.abort();
  }

  /** Finishes the step in hand. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#running;
    this.#running = undefined;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      this.#waking = new AbortController();
      const { signal } = this.#waking;
      await pause(await this.step(), signal);
    }
  }
}
