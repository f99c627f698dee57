import { brokerContactCompliance } from '../../testing/compliance/broker-contact-compliance.js';
import { throwawayService } from '../../testing/throwaway-service.js';
import { PgBrokerContact } from './pg-broker-contact.js';

brokerContactCompliance('PgBrokerContact', async () => {
  const { database, close } = await throwawayService('trips');
  return {
    contact: () => new PgBrokerContact(database),
    lastContact: async (secondsAgo) =>
      void (await database.query('UPDATE messaging.broker_contact SET at = now() - make_interval(secs => $1)', [
        secondsAgo,
      ])),
    keep: async (outages) =>
      void (await database.query(
        `INSERT INTO messaging.broker_outage (began_at, ended_at)
          SELECT now() - make_interval(secs => b), now() - make_interval(secs => e) FROM unnest($1::float8[], $2::float8[]) AS o (b, e)`,
        [outages.map(({ began }) => began), outages.map(({ ended }) => ended)],
      )),
    close,
  };
});
