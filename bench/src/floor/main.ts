import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import type { OrderBody } from '../load/order-body.js';
import { floorParts, type FloorPart, type FloorUrls } from './tables.js';
import { fulfil, type Pools } from './transactions.js';

/** Connections to each database; the most orders a second of 4, 8, 16 and 32 on two cores. */
const connections = Number(process.env['FLOOR_CONNECTIONS'] ?? 16);

const urls = JSON.parse(process.env['FLOOR_URLS'] ?? '{}') as FloorUrls;
const pools = Object.fromEntries(
  floorParts.map((part) => [
    part,
    new pg.Pool({ connectionString: urls[part], max: connections, idleTimeoutMillis: 0, pipeline: true }),
  ]),
) as Record<FloorPart, pg.Pool> satisfies Pools;

const server = createServer((request, response) => {
  const id = randomUUID();
  const answer = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  read(request)
    .then((order) => fulfil(pools, id, order))
    .then(
      () => answer(201, { orderId: id, status: 'fulfilled' }),
      (error: Error) => answer(500, { error: error.message }),
    );
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('disconnect', () => process.exit(0));

async function read(request: IncomingMessage): Promise<OrderBody> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return JSON.parse(Buffer.concat(chunks).toString()) as OrderBody;
}
