import { hash } from 'node:crypto';

/** The namespace of every derived id; changing it would make each redelivery a new message. */
const NAMESPACE = Buffer.from('6f1c0a543a0e5b0f9c4e2f5d1f7e8a10', 'hex');

const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What the inbox knows a message by: an id is unique within its source only, unless it is a UUID. */
export const inboxIdOf = (source: string, id: string): string =>
  UUID.test(id) ? id.toLowerCase() : derivedId(source, id);

/**
 * The same parts give the same id, on every run and every machine: UUIDv5 (RFC 9562 §5.5) over the parts, by Node's
 * one-shot hash: it runs several times a message.
 */
export function derivedId(...parts: readonly string[]): string {
  const digest = hash('sha1', Buffer.concat([NAMESPACE, Buffer.from(parts.join('\u0000'))]), 'hex');
  const variant = ((Number.parseInt(digest[16]!, 16) & 0x3) | 0x8).toString(16);
  return `${digest.slice(0, 8)}-${digest.slice(8, 12)}-5${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
}
