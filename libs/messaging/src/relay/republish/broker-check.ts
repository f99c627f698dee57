export interface BrokerCheckPorts {
  /** Connections to the broker lost so far. */
  disconnects(): number;
  /** Looks whether something has to be sent again, and puts it back among the unsent; `true` if so. */
  look(): Promise<boolean>;
}

/**
 * Stands before every send: behind a new connection there may be another broker, and someone may have asked to send
 * again. While nothing gives cause to look, it costs one comparison.
 */
export class BrokerCheck {
  #suspicions = 1;
  #settled = 0;
  #looking: Promise<boolean> | undefined;

  constructor(private readonly ports: BrokerCheckPorts) {}

  /** Something happened since the last look. */
  get due(): boolean {
    return this.#settled !== this.#causes;
  }

  suspect(): void {
    this.#suspicions += 1;
  }

  /**
   * Whether what was sent is unsent again, so that what is in hand has to wait its turn. Whoever asks meanwhile gets
   * the same answer.
   */
  changed(): Promise<boolean> {
    return (this.#looking ??= this.#look().finally(() => (this.#looking = undefined)));
  }

  get #causes(): number {
    return this.#suspicions + this.ports.disconnects();
  }

  async #look(): Promise<boolean> {
    const causes = this.#causes;
    const changed = await this.ports.look();
    this.#settled = causes;
    return changed;
  }
}
