/** Holds work back while closed. */
export class Gate {
  #open: Promise<void> | undefined;
  #release: () => void = () => undefined;

  get closed(): boolean {
    return this.#open !== undefined;
  }

  close(): void {
    this.#open ??= new Promise((resolve) => (this.#release = resolve));
  }

  open(): void {
    this.#open = undefined;
    this.#release();
  }

  /** Resolves when it opens, or when the signal says that nobody waits any more. */
  async opened(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.#open, aborted]);
  }
}
