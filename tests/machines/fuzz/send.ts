import { Agent, request as open, type IncomingHttpHeaders } from 'node:http';
import type { Request } from './requests.js';

export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const agent = new Agent({ keepAlive: true, maxSockets: 8 });
const WITHIN = 30_000;

/** As it is written: fetch would tidy the path up and refuse some headers. */
export const send = (base: string, { method, path, headers, body }: Request): Promise<Response> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base);
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const sent = open(
      { agent, hostname, port, method, path, headers: { ...headers, ...length }, timeout: WITHIN },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString() }),
        );
      },
    );
    sent.on('timeout', () => sent.destroy(new Error(`no answer within ${WITHIN} ms`)));
    sent.on('error', reject);
    sent.end(body);
  });

/** To be pasted into a shell. */
export const curl = (base: string, { method, path, headers, body }: Request): string =>
  [
    `curl -i --path-as-is -X ${method} ${quoted(`${base}${path}`)}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(body)}`]),
  ].join(' ');

/** What is one character a thousand times over is written as that. */
const quoted = (text: string): string =>
  `'${text.replaceAll("'", `'\\''`)}'`.replace(
    /(\w)\1{200,}/g,
    (run: string, letter: string) => `'"$(printf '${letter}%.0s' {1..${run.length}})"'`,
  );
