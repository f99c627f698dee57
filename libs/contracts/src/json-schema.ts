import type { AnyContract } from '@sagaworks/messaging/contract';
import { z } from 'zod';

/**
 * The data of a message type as JSON Schema 2020-12, for senders in other languages; `$id`
 * is the message's `ce_dataschema`.
 */
export const jsonSchemaOf = (contract: AnyContract): Record<string, unknown> => ({
  $id: `urn:message:${contract.type}:${contract.version}`,
  title: contract.type,
  ...z.toJSONSchema(contract.schema, { io: 'input' }),
});
