import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { metrics } from '@opentelemetry/api';
import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { countBuried, observeRecovery } from './metrics.js';

class Reader extends MetricReader {
  protected override onForceFlush = () => Promise.resolve();
  protected override onShutdown = () => Promise.resolve();

  /** The series of a metric: its labels, and what they stand at. */
  async series(name: string): Promise<{ labels: Record<string, unknown>; value: unknown }[]> {
    const { resourceMetrics } = await this.collect();
    return resourceMetrics.scopeMetrics
      .flatMap(({ metrics: all }) => all)
      .filter(({ descriptor }) => descriptor.name === name)
      .flatMap(({ dataPoints }) => dataPoints.map(({ attributes, value }) => ({ labels: attributes, value })));
  }
}

describe('names that strangers make up are few series', () => {
  const reader = new Reader();
  beforeAll(() => void metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] })));
  afterAll(() => metrics.disable());

  it('of ten thousand types and error classes of dead letters, and none is lost from the sum', async () => {
    countBuried('inventory.reserve-stock', 'Error');
    for (let at = 0; at < 10_000; at += 1) countBuried(`made.up-${at}`, `Class${at % 77}`);
    countBuried('inventory.reserve-stock', 'Error');
    const series = await reader.series('messaging.dead_letters.buried');
    expect(series).toHaveLength(201);
    expect(series).toContainEqual({ labels: { type: 'inventory.reserve-stock', 'error.type': 'Error' }, value: 2 });
    expect(series).toContainEqual({ labels: { type: 'other', 'error.type': 'other' }, value: 10_002 - 201 });
  });

  it('of those that wait for a person, the commonest by name', async () => {
    const types = Array.from({ length: 200 }, (_, at) => ({ type: `made.up-${at}`, count: 2, all: 10_000 }));
    const stop = observeRecovery({
      query: (text) => Promise.resolve((text.includes('GROUP BY type') ? types : []) as never),
    });
    const series = await reader.series('messaging.dead_letters');
    expect(series).toHaveLength(201);
    expect(series.at(-1)).toEqual({ labels: { type: 'other' }, value: 9_600 });
    stop();
  });
});
