import { metrics, type ObservableCallback, type ObservableGauge } from '@opentelemetry/api';
import type { Task } from './task.js';

/** `messaging.upkeep.age`: how long each task of upkeep has not been done, from the start of the process on. */
export class UpkeepMetrics {
  readonly #doneAt: Map<string, number>;
  #gauge: ObservableGauge | undefined;

  constructor(tasks: readonly Task[]) {
    this.#doneAt = new Map(tasks.map(({ what }) => [what, performance.now()]));
  }

  start(): void {
    this.#gauge = metrics.getMeter('@sagaworks/messaging').createObservableGauge('messaging.upkeep.age', {
      unit: 's',
      description: 'Since a task of upkeep was last done',
    });
    this.#gauge.addCallback(this.#observe);
  }

  stop(): void {
    this.#gauge?.removeCallback(this.#observe);
  }

  done({ what }: Task): void {
    this.#doneAt.set(what, performance.now());
  }

  readonly #observe: ObservableCallback = (result) => {
    for (const [task, at] of this.#doneAt) result.observe((performance.now() - at) / 1_000, { task });
  };
}
