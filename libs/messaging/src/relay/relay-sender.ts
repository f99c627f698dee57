import { MessageRefused } from '../errors.js';
import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import type { Broker } from '../message/broker.js';
import type { WireRecord } from '../message/message.js';
import { isUnsampledTrace, untraced } from '../tracing/context.js';
import { producerSpan, type WorkSpan } from '../tracing/spans.js';
import type { BrokerCheck } from './republish/broker-check.js';
import { chunksOf, type SendLimits } from './relay-limits.js';

export interface SenderPorts {
  readonly broker: Broker;
  /** Dead-letters records that the broker will never take, in a transaction of its own. */
  deadLetter(records: readonly WireRecord[], error: MessageRefused): Promise<void>;
  /** Whether sending is still ours to do. */
  leads(): boolean;
  readonly gate: Pick<BrokerCheck, 'due' | 'doubt' | 'renewed'>;
  readonly log: Logger;
}

interface Outgoing {
  readonly record: WireRecord;
  readonly span: WorkSpan | undefined;
}

/** Sends records in order, one send at a time, until the broker has them all. */
export class RelaySender {
  #outage: Error | undefined;

  constructor(
    private readonly ports: SenderPorts,
    private readonly limits: SendLimits,
  ) {}

  /** Why nothing can be sent now, if so. */
  get outage(): Error | undefined {
    return this.#outage;
  }

  /** `false`: given up, because another leads, `signal` says so, or what was sent before has to be sent again first; some may have been sent. */
  async send(records: readonly WireRecord[], signal: AbortSignal): Promise<boolean> {
    for (const chunk of chunksOf(records, this.limits)) {
      if (!(await this.#deliver(chunk.map(withSpan), signal))) return false;
    }
    return true;
  }

  async #deliver(chunk: readonly Outgoing[], signal: AbortSignal): Promise<boolean> {
    const result = await this.#persist(signal, () => this.#try(chunk));
    if (result === 'renewed') return false;
    const refused = new Set(result instanceof MessageRefused ? result.refused : []);
    if (
      refused.size > 0 &&
      !(await this.#deadLetter(
        chunk.filter((_, at) => refused.has(at)),
        result as MessageRefused,
        signal,
      ))
    )
      return false;
    for (const [at, { span }] of chunk.entries())
      span?.end(refused.has(at) ? { error: result as MessageRefused, final: true } : undefined);
    return result !== undefined;
  }

  async #try(chunk: readonly Outgoing[]): Promise<'sent' | 'renewed' | MessageRefused> {
    const { gate, broker } = this.ports;
    if (gate.due && (await gate.renewed())) return 'renewed';
    try {
      await untraced(() => broker.send(chunk.map(({ record }) => record)));
      return 'sent';
    } catch (error) {
      gate.doubt();
      if (!(error instanceof MessageRefused)) throw error;
      // A broker that has lost its topics refuses what it took before.
      return (await gate.renewed()) ? 'renewed' : error;
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

  /** Tries until it succeeds. Every failure is taken for an outage: nothing is dropped for a reason we do not understand. */
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
    return undefined;
  }
}

/** The record with a producer span of its own; of a trace that is not sampled, just the record. */
function withSpan(record: WireRecord): Outgoing {
  if (record.headers['traceparent'] === undefined || isUnsampledTrace(record.headers))
    return { record, span: undefined };
  const span = producerSpan(record);
  return { record: { ...record, headers: { ...record.headers, ...span.trace } }, span };
}
