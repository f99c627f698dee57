import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { throwawayService } from '../../testing/throwaway-service.js';
import { PgBrokerContact } from './pg-broker-contact.js';

let service: Awaited<ReturnType<typeof throwawayService>>;
beforeAll(async () => void (service = await throwawayService('trips')));
afterAll(() => service.close());
const lastContact = (secondsAgo: number) =>
  service.database.query(`UPDATE messaging.broker_contact SET at = now() - interval '${secondsAgo} seconds'`);

it('a time without contact is on record once it is over, and whoever shares the database knows of it', async () => {
  const [one, other] = [new PgBrokerContact(service.database), new PgBrokerContact(service.database)];
  expect(await one.note()).toEqual([]);
  await lastContact(8);
  expect(await other.note()).toEqual([]);
  await lastContact(100);
  const [outage] = await one.note();
  expect(outage!.to - outage!.from).toBeGreaterThanOrEqual(100_000);
  expect(await Promise.all([one.note(), other.note()])).toEqual([[outage], [outage]]);
});
