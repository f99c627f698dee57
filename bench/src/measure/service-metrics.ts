import { get } from 'node:http';
import { bucketsOf, difference, merge, quantile, type Buckets } from './buckets.js';
import { parseMetrics, total } from './prometheus.js';

interface Reading {
  readonly batches: number;
  readonly messages: number;
  /** From the commit that wrote a message to the broker's acknowledgement. */
  readonly relay: Buckets;
}

export interface ServiceMetrics {
  /** Of each service; undefined where it ran no batch. */
  readonly messagesPerBatch: Readonly<Record<string, number | undefined>>;
  /** Milliseconds from commit to broker, over the relays of all services. */
  readonly relay: { readonly p50: number | undefined; readonly p99: number | undefined; readonly sends: number };
}

const names = {
  batches: 'sagaworks_batches_total',
  messages: 'sagaworks_batch_messages_total',
  relay: 'messaging_outbox_delay',
};

/** Reads `/metrics` of each service. */
export async function readServices(urls: Readonly<Record<string, string>>): Promise<Map<string, Reading>> {
  const readings = Object.entries(urls).map(async ([service, url]): Promise<[string, Reading]> => {
    const samples = parseMetrics(await textOf(`${url}/metrics`));
    return [
      service,
      {
        batches: total(samples, names.batches),
        messages: total(samples, names.messages),
        relay: bucketsOf(samples, names.relay),
      },
    ];
  });
  return new Map(await Promise.all(readings));
}

/** What happened between two readings. */
export function between(before: ReadonlyMap<string, Reading>, after: ReadonlyMap<string, Reading>): ServiceMetrics {
  const messagesPerBatch: Record<string, number | undefined> = {};
  const relays: Buckets[] = [];
  for (const [service, last] of after) {
    const first = before.get(service)!;
    const batches = last.batches - first.batches;
    messagesPerBatch[service] = batches > 0 ? (last.messages - first.messages) / batches : undefined;
    relays.push(difference(last.relay, first.relay));
  }
  const relay = merge(relays);
  const at = (share: number) => milliseconds(quantile(relay, share));
  return { messagesPerBatch, relay: { p50: at(0.5), p99: at(0.99), sends: relay.get(Infinity) ?? 0 } };
}

function milliseconds(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

function textOf(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, { timeout: 10_000 }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
    }).on('error', reject);
  });
}
