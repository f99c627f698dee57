import type { Database } from '../../runtime/database.js';
import type { Logger } from '../../runtime/logger.js';
import { untraced } from '../../tracing/context.js';
import type { AuditSubject } from '../../recovery/audit.js';
import { discard } from './discard.js';

const EVERY_MS = 6 * 3_600_000;
/** Below half of what the inbox remembers: a letter is discarded after one such time and dropped after another. */
export const DEFAULT_KEEP_DAYS = 30;

const UNTOUCHED = `d.last_failed_at < now() - make_interval(days => $1)
  AND NOT EXISTS (SELECT FROM messaging.audit a WHERE a.about = 'dead-letter' AND a.subject = d.id::text AND a.at >= now() - make_interval(days => $1))`;
const FORGOTTEN = `SELECT id FROM messaging.dead_letter d WHERE status = 'dead' AND ${UNTOUCHED} LIMIT 1000`;
/** What was done with something goes with it. */
const withAudit = (about: AuditSubject, dropped: string): string =>
  `WITH dropped AS (${dropped} RETURNING id) DELETE FROM messaging.audit a USING dropped WHERE a.about = '${about}' AND a.subject = dropped.id::text`;
const DROP = withAudit(
  'dead-letter',
  `DELETE FROM messaging.dead_letter d WHERE status IN ('resolved', 'discarded') AND ${UNTOUCHED}`,
);
const DROP_OPERATIONS = withAudit(
  'redrive',
  `DELETE FROM messaging.redrive_operation WHERE state IN ('done', 'cancelled') AND created_at < now() - make_interval(days => $1)`,
);

/** Of causes that no letter has any more. */
const DROP_CAUSES = `DELETE FROM messaging.audit a WHERE about = 'cause' AND at < now() - make_interval(days => $1)
  AND NOT EXISTS (SELECT FROM messaging.dead_letter d WHERE d.fingerprint = a.subject)`;

/**
 * Drops what has been settled and untouched for so many days. A letter that nobody has settled is discarded then, and says
 * so in its history and in the log: it is dropped only after as many days again.
 */
export async function applyRetention(database: Database, keepDays: number, log: Logger): Promise<void> {
  await database.query(DROP, [keepDays]);
  await database.query(DROP_OPERATIONS, [keepDays]);
  await database.query(DROP_CAUSES, [keepDays]);
  for (;;) {
    const ids = (await database.query<{ id: string }>(FORGOTTEN, [keepDays])).map(({ id }) => id);
    if (ids.length === 0) return;
    const discarded = await discard(database, {
      ids,
      actor: 'system',
      reason: `nobody touched it for ${keepDays} days`,
    });
    log.warn(
      { count: discarded.length, keepDays },
      'dead letters that nobody touched are discarded; they can be restored until they are dropped',
    );
  }
}

/** Applies it at the start and from time to time. */
export class Retention {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly keepDays: number,
    private readonly log: Logger,
  ) {}

  async start(): Promise<void> {
    await this.#apply();
    this.#timer = setInterval(() => void this.#apply(), EVERY_MS).unref();
  }

  stop(): Promise<void> {
    clearInterval(this.#timer);
    return Promise.resolve();
  }

  async #apply(): Promise<void> {
    await untraced(() => applyRetention(this.database, this.keepDays, this.log)).catch((error: Error) =>
      this.log.warn({ err: error }, 'cannot drop old dead letters; trying again later'),
    );
  }
}
