import { v5 } from 'uuid';

/** The namespace of every derived id; changing it would make each redelivery a new message. */
const NAMESPACE = '6f1c0a54-3a0e-5b0f-9c4e-2f5d1f7e8a10';

/** The same parts give the same id, on every run and every machine: UUIDv5 (RFC 9562 §5.5) over the parts. */
export const derivedId = (...parts: readonly string[]): string => v5(parts.join('\u0000'), NAMESPACE);
