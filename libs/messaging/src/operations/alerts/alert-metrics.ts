import { metrics, type Counter, type ObservableCallback, type ObservableGauge } from '@opentelemetry/api';
import type { Database } from '../../runtime/database.js';
import { CONDITIONS } from '../waits/conditions.js';

const COUNT = 'SELECT kind, count(*)::int AS count FROM messaging.notice GROUP BY kind';

/** `messaging.notices.raised` and `messaging.notices.open`: alarms for whoever reads metrics instead of a webhook. */
export class AlertMetrics {
  #raised: Counter | undefined;
  #open: ObservableGauge | undefined;

  constructor(private readonly database: Pick<Database, 'query'>) {}

  start(): void {
    const meter = metrics.getMeter('@sagaworks/messaging');
    this.#raised = meter.createCounter('messaging.notices.raised', {
      unit: '{alert}',
      description: 'Causes that a person was told of by this process',
    });
    this.#open = meter.createObservableGauge('messaging.notices.open', {
      unit: '{alert}',
      description: 'Causes that wait for a person now',
    });
    this.#open.addCallback(this.#observe);
  }

  stop(): void {
    this.#open?.removeCallback(this.#observe);
  }

  count(kind: string): void {
    this.#raised?.add(1, { kind });
  }

  /** Zeros too, so that an alarm ends. */
  readonly #observe: ObservableCallback = async (result) => {
    const rows = await this.database.query<{ kind: string; count: number }>(COUNT);
    for (const { name: kind } of CONDITIONS)
      result.observe(rows.find((row) => row.kind === kind)?.count ?? 0, { kind });
  };
}
