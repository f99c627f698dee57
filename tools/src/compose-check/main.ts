import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain } from '../errors.js';
import { root } from '../paths.js';
import { checks } from './checks.js';
import { compose, docker } from './compose.js';

const said = (what: string, answer: string) => console.log(`ok    ${what}\n      ${answer}`);

/** Public images, or stand-ins of their names where they cannot be pulled; which of them it was is told. */
async function provideImages(): Promise<void> {
  const text = readFileSync(join(root, 'docker-compose.yml'), 'utf8');
  const node = /^FROM \$\{NODE_IMAGE:-(.*)\}/m.exec(readFileSync(join(root, 'Dockerfile'), 'utf8'))?.[1] ?? '';
  const images = [
    node,
    ...[...text.matchAll(/image: \$\{(?:KAFKA|POSTGRES|JAEGER)_IMAGE:-(.*)\}/g)].map(([, image]) => image ?? ''),
  ];
  for (const image of images) {
    execFileSync(join(root, 'tools/compose-check/stand-ins/make'), [image], { stdio: 'inherit' });
    const standIn = await docker(
      'image',
      'inspect',
      '--format',
      '{{index .Config.Labels "sagaworks.stand-in"}}',
      image,
    );
    console.log(`${image}: ${standIn === '' ? 'the real image' : 'a STAND-IN'}`);
  }
}

try {
  await provideImages();
  execFileSync(join(root, 'tools/compose-env'), { stdio: 'inherit' });
  console.log(await compose('version'));
  let began = Date.now();
  const seconds = () => `${((Date.now() - began) / 1000).toFixed(1)} s`;
  if (!process.argv.includes('--no-build')) await compose('build');
  said('builds', seconds());
  began = Date.now();
  await compose('up', '-d', '--no-build');
  said('is up', seconds());
  for (const [what, check] of Object.entries(checks)) said(what, await check());
} catch (error) {
  console.error(`FAILED: ${explain(error)}`);
  process.exitCode = 1;
} finally {
  await compose('down', '--volumes', '--timeout', '15').catch((error: unknown) => console.error(explain(error)));
}
