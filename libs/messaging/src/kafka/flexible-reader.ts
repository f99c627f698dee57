/** Reads Kafka's "flexible" encoding (KIP-482): compact lists and texts, tagged fields. */
export class FlexibleReader {
  #at = 0;

  constructor(private readonly buffer: Buffer) {}

  skip(bytes: number): void {
    this.#at += bytes;
  }

  bytes(length: number): Buffer {
    this.#at += length;
    return this.buffer.subarray(this.#at - length, this.#at);
  }

  int16(): number {
    return this.bytes(2).readInt16BE();
  }

  /** `undefined` for null. */
  text(): string | undefined {
    const length = this.#varint();
    return length === 0 ? undefined : this.bytes(length - 1).toString('utf8');
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: Math.max(0, this.#varint() - 1) }, read);
  }

  /** Skips them: none is known here. */
  tags(): void {
    for (let count = this.#varint(); count > 0; count -= 1) {
      this.#varint();
      this.skip(this.#varint());
    }
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.buffer[this.#at++]!;
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }
}
