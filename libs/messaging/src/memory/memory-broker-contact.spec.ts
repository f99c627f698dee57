import { brokerContactCompliance } from '../testing/compliance/broker-contact-compliance.js';
import { directLink } from './link.js';
import { ContactRow, MemoryBrokerContact } from './memory-broker-contact.js';

brokerContactCompliance('MemoryBrokerContact', () => {
  const row = new ContactRow();
  const ago = (seconds: number) => Date.now() - seconds * 1_000;
  return Promise.resolve({
    contact: () => new MemoryBrokerContact(row, directLink),
    lastContact: async (secondsAgo) => void (row.at = ago(secondsAgo)),
    keep: async (outages) =>
      void row.outages.push(...outages.map(({ began, ended }) => ({ from: ago(began), to: ago(ended) }))),
    close: () => Promise.resolve(),
  });
});
