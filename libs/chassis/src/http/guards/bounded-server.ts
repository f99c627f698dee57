import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import express from 'express';

/** Milliseconds for all headers of a request, and for all of it: who trickles takes a place from others. */
const HEADERS = 15_000;
const REQUEST = 30_000;
/** How often Node looks for those that are over; its default lets them stay twice as long. */
const LOOK_EVERY = 2_000;
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 100;
const DEFAULT_CONNECTIONS = 1_000;

/** Express over a server that bounds what a stranger can hold: time, bytes, connections. Routes are told apart by case. */
export class BoundedExpress extends ExpressAdapter {
  constructor(private readonly connections = DEFAULT_CONNECTIONS) {
    // Before there is a route: the router is made by then, as it was told.
    super(
      express()
        .enable('case sensitive routing')
        .disable('x-powered-by')
        // A hash over every answer, for clients that nobody has.
        .disable('etag'),
    );
  }

  override initHttpServer(): void {
    const server = createServer(
      {
        headersTimeout: HEADERS,
        requestTimeout: REQUEST,
        connectionsCheckingInterval: LOOK_EVERY,
        maxHeaderSize: MAX_HEADER_BYTES,
        // The answer to a request without it is ours.
        requireHostHeader: false,
      },
      this.getInstance(),
    );
    server.maxHeadersCount = MAX_HEADERS;
    server.maxConnections = this.connections;
    server.on('clientError', answerBrokenRequest);
    this.httpServer = server as Server;
  }
}

const STATUS_OF: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What Node refuses before there is a request is told like everything else. */
function answerBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const status = STATUS_OF[error.code ?? ''] ?? 400;
  const title = STATUS_CODES[status]!;
  const code = title.toLowerCase().replaceAll(' ', '-');
  const body = JSON.stringify({
    type: `urn:problem:${code}`,
    title,
    status,
    detail: 'This is no request that can be read.',
  });
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
