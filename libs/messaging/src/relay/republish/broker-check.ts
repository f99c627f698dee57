export interface GatePorts {
  /** Connections to the broker lost so far. */
  disconnects(): number;
  /** Looks whether something has to be sent again, and puts it back among the unsent; `true` if so. */
  look(): Promise<boolean>;
}

/**
 * Stands before every send: behind a new connection there may be another broker, and someone may have asked to send again. While
 * nothing gives cause to look, it costs one comparison.
 */
export class BrokerCheck {
  #doubts = 1;
  #settled = 0;
  #looking: Promise<boolean> | undefined;

  constructor(private readonly ports: GatePorts) {}

  /** Something happened since the last look. */
  get due(): boolean {
    return this.#settled !== this.#occasions;
  }

  doubt(): void {
    this.#doubts += 1;
  }

  /** Whether what was sent is unsent again, so that what is in hand has to wait its turn. Whoever asks meanwhile gets the same answer. */
  renewed(): Promise<boolean> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = undefined)));
  }

  get #occasions(): number {
    return this.#doubts + this.ports.disconnects();
  }

  async #look(): Promise<boolean> {
    const occasions = this.#occasions;
    const renewed = await this.ports.look();
    this.#settled = occasions;
    return renewed;
  }
}
