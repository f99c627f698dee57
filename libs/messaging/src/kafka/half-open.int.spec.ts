import { expect, it } from '@jest/globals';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { unique, wire } from '../testing/compliance/records.js';
import { kafkaAdmin } from './admin.js';
import { testKafka } from './broker.fixture.js';
import { kafkaBroker } from './broker.js';

it('a connection on which the broker never answered is given up, and the next one is used', async () => {
  const topic = unique('events');
  await using admin = kafkaAdmin(testKafka());
  await admin.ensureTopics([topic]);
  const { brokers } = testKafka();
  const sockets: Socket[] = [];
  const network = createServer((client) => {
    sockets.push(client.on('error', () => undefined));
    if (sockets.length === 1) return;
    const upstream = connect(Number(brokers.split(':')[1]), '127.0.0.1').on('error', () => undefined);
    client.pipe(upstream).pipe(client);
  }).listen(0, '127.0.0.1');
  await once(network, 'listening');
  const broker = kafkaBroker({ brokers: `127.0.0.1:${(network.address() as AddressInfo).port}` });
  try {
    await broker.send([wire(topic, 'a', 'sent at last')]);
    expect(sockets.length).toBeGreaterThan(1);
  } finally {
    await broker.close();
    for (const socket of sockets) socket.destroy();
    network.close();
  }
}, 40_000);
