import { MessageRefused } from '../errors.js';
import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import type { Broker } from '../message/broker.js';
import type { OutboxEntry } from '../outbox/outbox.js';
import type { WireRecord } from '../message/message.js';
import { isUnsampledTrace, untraced } from '../tracing/context.js';
import { producerSpan, type WorkSpan } from '../tracing/spans.js';
import type { BrokerCheck } from './republish/broker-check.js';
import { fitting, type SendLimits } from './relay-limits.js';
import { Withheld, type WithheldTopic, type EntryPart } from './withheld.js';

export interface SenderPorts {
  readonly broker: Broker;
  /** Dead-letters records that the broker will never take, in a transaction of its own. */
  deadLetter(records: readonly WireRecord[], error: MessageRefused): Promise<void>;
  /** Whether sending is still ours to do. */
  leads(): boolean;
  readonly check: Pick<BrokerCheck, 'due' | 'suspect' | 'changed'>;
  readonly log: Logger;
}

interface Outgoing extends EntryPart {
  readonly span: WorkSpan | undefined;
}

/** Milliseconds until a missing topic is asked for again. */
const ASK_AGAIN_MS = 1_000;

/**
 * Sends records in order, one send at a time, until the broker has them all; those for a topic that is not there wait
 * for it, and hold up no others.
 */
export class RelaySender {
  #outage: Error | undefined;
  #withheld = new Withheld();
  #askedAt = 0;

  constructor(
    private readonly ports: SenderPorts,
    private readonly limits: SendLimits,
  ) {}

  /** Why nothing can be sent now, if so; who has nothing to send any more, since another leads, knows of none. */
  get outage(): Error | undefined {
    return this.ports.leads() ? this.#outage : undefined;
  }

  /** Topics that are not there, and what waits for them here; who does not lead knows of none. */
  get missing(): readonly WithheldTopic[] {
    return this.ports.leads() ? this.#withheld.missing : [];
  }

  /** What waits for its topic is read again from the table. */
  reset(): void {
    this.#withheld = new Withheld();
  }

  /**
   * Resolves to the ids of the entries that the broker has now in full, those that waited for a topic among them.
   * `undefined`: given up, because another leads, `signal` says so, or what was sent before has to be sent again first;
   * some may have been sent.
   */
  async send(entries: readonly OutboxEntry[], signal: AbortSignal): Promise<readonly string[] | undefined> {
    const withheld = this.#withheld;
    const waited = await this.#sendWithheld(withheld, signal);
    if (waited === undefined) return undefined;
    const parts = entries.flatMap(({ id, records }) => records.map((record) => ({ id, record })));
    for (let at = 0; at < parts.length; ) {
      const chunk = fitting(parts.slice(at), ({ record }) => [record], this.limits);
      at += chunk.length;
      const sendable = chunk.filter(({ record }) => !withheld.waits(record.topic));
      for (const part of chunk) if (withheld.waits(part.record.topic)) withheld.keep(part);
      const missing = await this.#deliver(sendable, signal);
      if (missing === undefined) return undefined;
      for (const part of missing) this.#withhold(part, withheld);
    }
    // Forgotten meanwhile: what is withheld would not be tried again.
    if (withheld !== this.#withheld && withheld.topics.length > 0) return undefined;
    return [...waited, ...entries.map(({ id }) => id).filter((id) => withheld.isComplete(id))];
  }

  /**
   * The first message for each missing topic is tried; only when the broker takes it, those behind it are. Resolves to
   * the entries that are complete now.
   */
  async #sendWithheld(withheld: Withheld, signal: AbortSignal): Promise<readonly string[] | undefined> {
    if (performance.now() - this.#askedAt < ASK_AGAIN_MS) return [];
    this.#askedAt = performance.now();
    const complete: string[] = [];
    for (const topic of withheld.topics)
      for (let tried = withheld.of(topic).slice(0, 1); tried.length > 0; ) {
        const missing = await this.#deliver(tried, signal);
        if (missing === undefined) return undefined;
        if (missing.length > 0) break;
        complete.push(...withheld.release(topic, tried.length));
        tried = fitting(withheld.of(topic), ({ record }) => [record], this.limits);
      }
    return complete;
  }

  #withhold(part: EntryPart, withheld: Withheld): void {
    const { topic } = part.record;
    if (!withheld.waits(topic))
      this.ports.log.warn(
        { topic },
        'there is no such topic: what is for it waits until it is there; all else is sent',
      );
    withheld.keep(part);
  }

  /** Resolves to those whose topic is not there; `undefined`: given up. */
  async #deliver(parts: readonly EntryPart[], signal: AbortSignal): Promise<readonly EntryPart[] | undefined> {
    if (parts.length === 0) return [];
    const chunk = parts.map(withSpan);
    const result = await this.#persist(signal, () => this.#try(chunk));
    if (result === undefined || result === 'changed') return undefined;
    const missing = new Set(result === 'sent' ? [] : result.missing);
    const dead = new Set(result === 'sent' ? [] : result.refused.filter((at) => !missing.has(at)));
    if (
      result !== 'sent' &&
      dead.size > 0 &&
      !(await this.#deadLetter(
        chunk.filter((_, at) => dead.has(at)),
        result,
        signal,
      ))
    )
      return undefined;
    for (const [at, { span }] of chunk.entries())
      span?.end(
        result !== 'sent' && (missing.has(at) || dead.has(at)) ? { error: result, final: dead.has(at) } : undefined,
      );
    return parts.filter((_, at) => missing.has(at));
  }

  async #try(chunk: readonly Outgoing[]): Promise<'sent' | 'changed' | MessageRefused> {
    const { check, broker } = this.ports;
    if (check.due && (await check.changed())) return 'changed';
    try {
      await untraced(() => broker.send(chunk.map(({ record }) => record)));
      return 'sent';
    } catch (error) {
      check.suspect();
      if (!(error instanceof MessageRefused)) throw error;
      // A broker that has lost its topics refuses what it took before.
      return (await check.changed()) ? 'changed' : error;
    }
  }

  async #deadLetter(refused: readonly Outgoing[], error: MessageRefused, signal: AbortSignal): Promise<boolean> {
    const records = refused.map(({ record }) => record);
    this.ports.log.error(
      { err: error, messages: records.map(({ topic, key, headers }) => ({ topic, key, id: headers['ce_id'] })) },
      'the broker refuses messages for good; dead-lettering them',
    );
    return (await this.#persist(signal, () => this.ports.deadLetter(records, error).then(() => true))) ?? false;
  }

  /**
   * Tries until it succeeds. Every failure is taken for an outage: nothing is dropped for a reason we do not
   * understand.
   */
  async #persist<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T | undefined> {
    for (let failures = 0; this.ports.leads() && !signal.aborted; failures += 1) {
      try {
        const result = await work();
        this.#outage = undefined;
        return result;
      } catch (error) {
        if (this.#outage === undefined)
          this.ports.log.warn({ err: error }, 'cannot send; keeping everything and trying again');
        this.#outage = error as Error;
        await pause(Math.min(100 * 2 ** failures, 1_000), signal);
      }
    }
    this.#outage = undefined;
    return undefined;
  }
}

/** With a producer span of its own; of a trace that is not sampled, as it is. */
function withSpan({ id, record }: EntryPart): Outgoing {
  if (record.headers['traceparent'] === undefined || isUnsampledTrace(record.headers))
    return { id, record, span: undefined };
  const span = producerSpan(record);
  return { id, record: { ...record, headers: { ...record.headers, ...span.trace } }, span };
}
