import { metrics, type ObservableCallback, type ObservableGauge } from '@opentelemetry/api';
import type { Database } from '../../runtime/database.js';
import type { SagaRegistry } from '../saga-registry.js';

const LIVE = ['running', 'compensating', 'needs-operator'] as const;
const COUNT =
  'SELECT saga, status, count(*)::int AS count FROM messaging.saga_instance WHERE status = ANY($1::text[]) GROUP BY saga, status';

interface Row {
  readonly saga: string;
  readonly status: string;
  readonly count: number;
}

/** The metric `messaging.sagas`: how many instances are on their way, and how many wait for a person. */
export class SagaGauge {
  #gauge: ObservableGauge | undefined;

  constructor(
    private readonly database: Pick<Database, 'query'>,
    private readonly registry: SagaRegistry,
  ) {}

  start(): void {
    this.#gauge = metrics.getMeter('@sagaworks/messaging').createObservableGauge('messaging.sagas', {
      unit: '{saga}',
      description: 'Saga instances that have not ended, by status',
    });
    this.#gauge.addCallback(this.#observe);
  }

  stop(): Promise<void> {
    this.#gauge?.removeCallback(this.#observe);
    return Promise.resolve();
  }

  /** Zeros too, so that an alarm ends when the last of them has. */
  readonly #observe: ObservableCallback = async (result) => {
    const rows = await this.database.query<Row>(COUNT, [LIVE]);
    for (const saga of new Set(this.registry.definitions.map(({ name }) => name))) {
      for (const status of LIVE)
        result.observe(rows.find((row) => row.saga === saga && row.status === status)?.count ?? 0, { saga, status });
    }
  };
}
