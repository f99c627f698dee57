import { createHash } from 'node:crypto';

/**
 * UUID version 5 of the parts under the protocol's namespace: how a message or a call gets its id from what caused it.
 */
export function derived(...parts: readonly string[]): string {
  const bytes = createHash('sha1')
    .update('6f1c0a543a0e5b0f9c4e2f5d1f7e8a10', 'hex')
    .update(parts.join('\u0000'))
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
