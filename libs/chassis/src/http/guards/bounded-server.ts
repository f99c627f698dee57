import { createServer, STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ExpressAdapter } from '@nestjs/platform-express';
import express from 'express';

/** How much a stranger can hold, and for how long: who trickles takes a place from others. */
export interface Bounds {
  /** @default 1,000 */
  readonly connections: number;
  /** Milliseconds for all headers of a request. @default 15 s */
  readonly headersMs: number;
  /** Milliseconds for all of a request. @default 30 s */
  readonly requestMs: number;
  /** Milliseconds in which an answer that is ready has to be taken. @default 60 s */
  readonly answerMs: number;
  /** How often Node looks for requests that are over; its own default lets them stay twice as long. @default 2 s */
  readonly lookEveryMs: number;
}

const DEFAULTS: Bounds = {
  connections: 1_000,
  headersMs: 15_000,
  requestMs: 30_000,
  answerMs: 60_000,
  lookEveryMs: 2_000,
};
const MAX_HEADER_BYTES = 16 * 1024;
const MAX_HEADERS = 100;

/**
 * Express over a server that bounds what a stranger can hold: time, bytes, connections. Routes are told apart by case.
 */
export class BoundedExpress extends ExpressAdapter {
  readonly #bounds: Bounds;

  constructor(bounds: Partial<Bounds> = {}) {
    // Before there is a route: the router is made by then, as it was told.
    super(
      express()
        .enable('case sensitive routing')
        .disable('x-powered-by')
        // A hash over every answer, for clients that nobody has.
        .disable('etag'),
    );
    this.#bounds = { ...DEFAULTS, ...bounds };
  }

  override initHttpServer(): void {
    const { connections, headersMs, requestMs, answerMs, lookEveryMs } = this.#bounds;
    const server = createServer(
      {
        headersTimeout: headersMs,
        requestTimeout: requestMs,
        connectionsCheckingInterval: lookEveryMs,
        maxHeaderSize: MAX_HEADER_BYTES,
        // The answer to a request without it is ours.
        requireHostHeader: false,
      },
      this.getInstance(),
    );
    server.maxHeadersCount = MAX_HEADERS;
    server.maxConnections = connections;
    server.on('connection', (socket: Socket) => insistOnAsking(socket, headersMs));
    server.on('request', (_, response) => insistOnReading(response, answerMs));
    server.on('clientError', answerBrokenRequest);
    this.httpServer = server as Server;
  }
}

/**
 * Node counts the time for headers from their first byte: a connection that says nothing at all would be kept for ever.
 */
function insistOnAsking(socket: Socket, withinMs: number): void {
  const timer = setTimeout(() => socket.bytesRead === 0 && socket.destroy(), withinMs);
  socket.once('close', () => clearTimeout(timer));
}

/**
 * Node waits for ever for a client that does not read, with the answer in memory. An answer that
 * takes long to make is not meant.
 */
function insistOnReading(response: ServerResponse, withinMs: number): void {
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    if (!response.writableFinished) timer ??= setTimeout(() => response.destroy(), withinMs);
  };
  // A stream is sent from its first byte on, anything else once it is whole.
  response
    .once('pipe', begin)
    .once('prefinish', begin)
    .once('close', () => clearTimeout(timer));
}

/** For a refusal to be read, before the connection is ended without it. */
const LAST_WORD_MS = 1_000;
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
  // Who does not read it either does not end the connection by itself.
  const timer = setTimeout(() => socket.destroy(), LAST_WORD_MS);
  socket.once('close', () => clearTimeout(timer));
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
