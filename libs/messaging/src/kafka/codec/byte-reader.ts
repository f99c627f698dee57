/** Reads Kafka's primitive types one behind another. Reading past the end throws a RangeError. */
export class ByteReader {
  #at = 0;

  constructor(private readonly buffer: Buffer) {}

  get left(): number {
    return this.buffer.length - this.#at;
  }

  int8(): number {
    return this.buffer.readInt8(this.#take(1));
  }

  int16(): number {
    return this.buffer.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.buffer.readInt32BE(this.#take(4));
  }

  int64(): bigint {
    return this.buffer.readBigInt64BE(this.#take(8));
  }

  /** An offset, a time or a length: 64 bits on the wire, exact up to 2^53. */
  whole(): number {
    const at = this.#take(8);
    return this.buffer.readInt32BE(at) * 2 ** 32 + this.buffer.readUInt32BE(at + 4);
  }

  /** Length as int16. */
  string(): string {
    const length = this.int16();
    const at = this.#take(Math.max(0, length));
    return this.buffer.toString('utf8', at, this.#at);
  }

  /** Zigzag and variable length; exact up to 2^53. */
  varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.buffer[this.#take(1)]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  }

  /** Length as varint; null for a negative one. Not a copy. */
  varBytes(): Buffer | null {
    const length = this.varint();
    return length < 0 ? null : this.bytes(length);
  }

  /**
   * As `varBytes`, but as text where all of it is ASCII, as nearly all headers are: a string is cheaper than a buffer.
   */
  varText(): string | Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    const start = this.#take(length);
    for (let at = start; at < this.#at; at += 1)
      if (this.buffer[at]! > 127) return this.buffer.subarray(start, this.#at);
    return this.buffer.toString('latin1', start, this.#at);
  }

  bytes(length: number): Buffer {
    const at = this.#take(length);
    return this.buffer.subarray(at, this.#at);
  }

  #take(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.buffer.length)
      throw new RangeError(`${bytes} bytes wanted at ${at} of ${this.buffer.length}`);
    this.#at = at + bytes;
    return at;
  }
}
