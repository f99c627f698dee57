import { describe, expect, it } from '@jest/globals';
import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { services } from '@sagaworks/tools';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8');

interface Dashboard {
  readonly panels: readonly { readonly targets: readonly { readonly expr: string }[] }[];
}
interface Prometheus {
  readonly scrape_configs: readonly {
    readonly dns_sd_configs: readonly { readonly names: string[]; readonly port: number }[];
  }[];
}

/** The names that the libraries count under, as Prometheus reads them. */
const instruments = globSync('libs/{chassis,messaging}/src/**/*.ts', { cwd: root })
  .map(textOf)
  .flatMap((text) => [...text.matchAll(/create(?:Observable)?(Counter|Gauge|Histogram)\('([a-z0-9_.]+)'/g)])
  .flatMap(([, kind, name]) => [
    `${name!.replaceAll('.', '_')}${{ Counter: '_total', Gauge: '', Histogram: '_bucket' }[kind!]}`,
  ]);

describe('the profile "metrics"', () => {
  it('draws only what the services really measure', () => {
    const { panels } = JSON.parse(textOf('tools/metrics/grafana/dashboards/sagaworks.json')) as Dashboard;
    const drawn = panels
      .flatMap(({ targets }) => targets)
      .flatMap(({ expr }) => expr.match(/\b(sagaworks|messaging|process|nodejs|v8js)_[a-z_]+/g) ?? []);
    expect(drawn.length).toBeGreaterThan(panels.length - 1);
    expect(drawn.filter((name) => !instruments.includes(name))).toEqual([]);
  });

  it('reads every instance of every service', () => {
    const {
      scrape_configs: [job],
    } = parse(textOf('tools/metrics/prometheus.yml')) as Prometheus;
    expect(job?.dns_sd_configs[0]).toMatchObject({ names: [...services, 'sandbox'], port: 3000 });
  });
});
