/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** Slice `n` holds what a byte comes to that has `n` bytes of zeros behind it. */
const slices = Array.from({ length: SLICES }, () => new Int32Array(256));
for (let byte = 0; byte < 256; byte += 1) {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  slices[0]![byte] = crc;
}
for (let slice = 1; slice < SLICES; slice += 1) {
  for (let byte = 0; byte < 256; byte += 1) {
    const before = slices[slice - 1]![byte]!;
    slices[slice]![byte] = (before >>> 8) ^ slices[0]![before & 255]!;
  }
}
const [s0, s1, s2, s3, s4, s5, s6, s7] = slices as [
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
  Int32Array,
];

/**
 * The checksum of a record batch, eight bytes at a time (Kounavis and Berry, "Novel Table Lookup-Based Algorithms
 * for High-Performance CRC Generation").
 */
export function crc32c(bytes: Uint8Array): number {
  const { length } = bytes;
  let crc = -1;
  let at = 0;
  for (; at + 8 <= length; at += 8) {
    crc =
      s7[(crc ^ bytes[at]!) & 255]! ^
      s6[((crc >>> 8) ^ bytes[at + 1]!) & 255]! ^
      s5[((crc >>> 16) ^ bytes[at + 2]!) & 255]! ^
      s4[((crc >>> 24) ^ bytes[at + 3]!) & 255]! ^
      s3[bytes[at + 4]!]! ^
      s2[bytes[at + 5]!]! ^
      s1[bytes[at + 6]!]! ^
      s0[bytes[at + 7]!]!;
  }
  for (; at < length; at += 1) crc = (crc >>> 8) ^ s0[(crc ^ bytes[at]!) & 255]!;
  return (crc ^ -1) >>> 0;
}
