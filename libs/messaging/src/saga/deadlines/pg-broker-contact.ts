import type { Database } from '../../runtime/database.js';
import type { Outage } from '../engine/stand-still.js';
import { OUTAGE_MS, OUTAGE_TOLD_DAYS } from '../../message/unsent.js';
import { MOST_OUTAGES, type BrokerContact } from './broker-contact.js';

const NOTE = `WITH before AS (SELECT at FROM messaging.broker_contact FOR UPDATE),
  noted AS (UPDATE messaging.broker_contact SET at = now()),
  forgotten AS (DELETE FROM messaging.broker_outage WHERE ended_at < now() - interval '30 days'),
  ended AS (
    INSERT INTO messaging.broker_outage (began_at, ended_at)
    SELECT at, now() FROM before WHERE now() - at > interval '${OUTAGE_MS} milliseconds'
    ON CONFLICT DO NOTHING RETURNING began_at, ended_at)
  SELECT * FROM (
    SELECT began_at, ended_at FROM messaging.broker_outage WHERE ended_at > now() - interval '${OUTAGE_TOLD_DAYS} days'
    UNION ALL SELECT began_at, ended_at FROM ended ORDER BY began_at DESC LIMIT ${MOST_OUTAGES}) AS told
  ORDER BY began_at`;

/** Contact with the broker in PostgreSQL, shared by all instances of a service: one of them in contact is enough. */
export class PgBrokerContact implements BrokerContact {
  constructor(private readonly database: Database) {}

  async note(): Promise<readonly Outage[]> {
    const rows = await this.database.query<{ began_at: Date; ended_at: Date }>(NOTE);
    return rows.map(({ began_at: from, ended_at: to }) => ({ from: from.getTime(), to: to.getTime() }));
  }
}
