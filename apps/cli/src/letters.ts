import { DeadLetterDetail } from '@sagaworks/messaging/operations';
import type { z } from 'zod';
import type { ServiceName } from './installation.js';
import { tableOf } from './table.js';
import type { Client } from './client.js';
import type { Context } from './context.js';
import { foundIn } from './lists.js';
import { fieldsOf } from './words.js';

export type WholeLetter = z.output<typeof DeadLetterDetail>;

export const letterPath = (id: string): string => `/ops/dead-letters/${encodeURIComponent(id)}`;

/** The service that has it, and what it has. */
export const findLetter = (
  context: Context,
  id: string,
  service: unknown,
): Promise<{ client: Client; value: WholeLetter }> =>
  foundIn(context.clients(service as ServiceName | undefined), letterPath(id), DeadLetterDetail);

export function letterText(found: WholeLetter, service: string): string {
  const {
    source,
    record: { value, headers },
  } = found;
  const fields = fieldsOf({
    'dead letter': found.id,
    of: service,
    status: found.status,
    message: `${found.type} ${found.messageId}`,
    key: found.key,
    from: `${source.topic}/${source.partition}@${source.offset}`,
    error: `${found.error.class}: ${found.error.message}`,
    group: found.fingerprint,
    tries: found.attempts,
    redrives: found.redrives,
    'first failed': found.firstFailedAt,
    'last failed': found.lastFailedAt,
    'undone at': found.undoneAt,
    saga: found.sagaId,
    trace: found.traceId,
  });
  const history = tableOf(
    ['at', 'who', 'what', ''],
    found.history.map(({ at, actor, kind, detail }) => [at, actor, kind, JSON.stringify(detail) ?? '']),
  );
  const shown = value === null ? 'no value' : 'text' in value ? value.text : `${value.base64} (base64)`;
  const named = tableOf(
    ['header', 'is'],
    Object.entries(headers).map(([name, text]) => [name, text]),
  );
  return [
    fields,
    ...(Object.keys(headers).length === 0 ? [] : [named]),
    shown,
    ...(found.error.stack === '' ? [] : [found.error.stack]),
    history,
  ].join('\n\n');
}
