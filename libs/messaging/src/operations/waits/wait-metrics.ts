import { metrics, type BatchObservableCallback, type Observable } from '@opentelemetry/api';
import { CONDITIONS } from './conditions.js';
import type { Waits } from './waits.js';

/**
 * `messaging.wait.age`, `.count` and `.bound`: an alarm on age over bound is true of every
 * condition, also of one that is new.
 */
export class WaitMetrics {
  #stop = (): void => undefined;

  constructor(private readonly waits: Pick<Waits, 'all'>) {}

  start(): void {
    const meter = metrics.getMeter('@sagaworks/messaging');
    const age = meter.createObservableGauge('messaging.wait.age', {
      unit: 's',
      description: 'How long the oldest has waited, by condition',
    });
    const count = meter.createObservableGauge('messaging.wait.count', {
      unit: '{wait}',
      description: 'How many wait, as far as they are counted',
    });
    const bound = meter.createObservableGauge('messaging.wait.bound', {
      unit: 's',
      description: 'From which age on a person should look',
    });
    const all: Observable[] = [age, count, bound];
    const observe: BatchObservableCallback = async (result) => {
      const found = await this.waits.all();
      for (const condition of CONDITIONS) {
        const { name } = condition;
        result.observe(bound, condition.bound, { condition: name });
        const waiting = found.filter((wait) => wait.name === name);
        // A zero, so that an alarm ends.
        if (waiting.length === 0) result.observe(age, 0, { condition: name, of: '' });
        if (waiting.length === 0) result.observe(count, 0, { condition: name, of: '' });
        for (const wait of waiting) {
          result.observe(age, wait.age, { condition: name, of: wait.of });
          result.observe(count, wait.count, { condition: name, of: wait.of });
        }
      }
    };
    meter.addBatchObservableCallback(observe, all);
    this.#stop = () => meter.removeBatchObservableCallback(observe, all);
  }

  stop(): void {
    this.#stop();
  }
}
