/** Longer texts are encoded faster by Node's own code than by a loop. */
const LOOP_UP_TO = 64;

/** Writes Kafka's primitive types one behind another into one buffer that grows. */
export class ByteWriter {
  #buffer: Buffer;
  #at = 0;

  constructor(capacity: number) {
    this.#buffer = Buffer.allocUnsafe(capacity);
  }

  get length(): number {
    return this.#at;
  }

  /** What was written so far, or from an offset on; not a copy. */
  bytes(from = 0): Buffer {
    return this.#buffer.subarray(from, this.#at);
  }

  /** Leaves room for what is known only later; returns where. */
  skip(bytes: number): number {
    this.#room(bytes);
    this.#at += bytes;
    return this.#at - bytes;
  }

  int8(value: number): void {
    this.#room(1);
    this.#at = this.#buffer.writeInt8(value, this.#at);
  }

  int16(value: number): void {
    this.#room(2);
    this.#at = this.#buffer.writeInt16BE(value, this.#at);
  }

  int32(value: number): void {
    this.#room(4);
    this.#at = this.#buffer.writeInt32BE(value, this.#at);
  }

  int32At(offset: number, value: number): void {
    this.#buffer.writeInt32BE(value, offset);
  }

  uint32At(offset: number, value: number): void {
    this.#buffer.writeUInt32BE(value, offset);
  }

  int64(value: bigint): void {
    this.#room(8);
    this.#at = this.#buffer.writeBigInt64BE(value, this.#at);
  }

  /** Length as int16, or -1 for null. */
  string(value: string | null): void {
    if (value === null) return this.int16(-1);
    const start = this.skip(2);
    this.#text(value);
    this.#buffer.writeInt16BE(this.#at - start - 2, start);
  }

  /** Zigzag and variable length; exact up to 2^52. */
  varint(value: number): void {
    this.#room(8);
    this.#at = writeUnsigned(this.#buffer, this.#at, zigzag(value));
  }

  /** Length as varint, or -1 for null. */
  varBytes(value: string | Buffer | null): void {
    if (value === null) return this.varint(-1);
    if (typeof value === 'string') {
      const start = this.begin();
      this.#text(value);
      return this.end(start);
    }
    this.varint(value.length);
    this.#room(value.length);
    this.#at += value.copy(this.#buffer, this.#at);
  }

  /** What is written from here to `end` stands behind its length as varint. */
  begin(): number {
    return this.skip(1) + 1;
  }

  end(start: number): void {
    const length = zigzag(this.#at - start);
    const more = sizeOf(length) - 1;
    if (more > 0) {
      this.#room(more);
      this.#buffer.copyWithin(start + more, start, this.#at);
      this.#at += more;
    }
    writeUnsigned(this.#buffer, start - 1, length);
  }

  #text(value: string): void {
    const { length } = value;
    this.#room(length * 3);
    const buffer = this.#buffer;
    if (length <= LOOP_UP_TO) {
      let at = this.#at;
      for (let index = 0; index < length; index += 1) {
        const code = value.charCodeAt(index);
        if (code > 127) return this.#encode(value);
        buffer[at++] = code;
      }
      this.#at = at;
    } else this.#encode(value);
  }

  #encode(value: string): void {
    this.#at += this.#buffer.write(value, this.#at, 'utf8');
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + bytes));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

function writeUnsigned(buffer: Buffer, from: number, value: number): number {
  let at = from;
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) buffer[at++] = (rest % 128) | 128;
  buffer[at++] = rest;
  return at;
}

function sizeOf(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 127; rest = Math.floor(rest / 128)) bytes += 1;
  return bytes;
}
