import { spawn, spawnSync } from 'node:child_process';
import { CommandFailed } from '../errors.js';
import { root } from '../paths.js';

/**
 * From Docker 23 on, the client needs its plugin buildx for BuildKit; without either the
 * old builder serves, more slowly.
 */
function hasBuildKit(): boolean {
  const [major] =
    spawnSync('docker', ['version', '--format', '{{.Client.Version}}'], { encoding: 'utf8' }).stdout?.split('.') ?? [];
  return Number(major) < 23 || spawnSync('docker', ['buildx', 'version']).status === 0;
}

/** Of the project that the check starts: it leaves one that a person runs alone. */
const environment = {
  ...process.env,
  COMPOSE_PROJECT_NAME: 'sagaworks-check',
  DOCKER_BUILDKIT: process.env['DOCKER_BUILDKIT'] ?? (hasBuildKit() ? '1' : '0'),
  ORDERS_PORT: '13001',
  SANDBOX_PORT: '13010',
  TRACES_PORT: '13686',
  PROMETHEUS_PORT: '13090',
};

export const urls = {
  orders: 'http://127.0.0.1:13001',
  sandbox: 'http://127.0.0.1:13010',
  traces: 'http://127.0.0.1:13686',
  prometheus: 'http://127.0.0.1:13090',
};

/** @default docker-compose, or the setting COMPOSE: "docker compose" is the plugin of the Docker CLI */
const [program = 'docker-compose', ...first] = (process.env['COMPOSE'] ?? 'docker-compose').split(' ');

export const compose = (...words: string[]): Promise<string> => command(program, ...first, ...words);
export const docker = (...words: string[]): Promise<string> => command('docker', ...words);

/** Ends well and answers what the program wrote, or fails with its last words. */
async function command(file: string, ...words: string[]): Promise<string> {
  const child = spawn(file, words, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (bytes) => (output += String(bytes)));
  child.stderr.on('data', (bytes) => (errors += String(bytes)));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new CommandFailed(`${file} ${words.join(' ')}`, code, output + errors);
  return output.trim();
}

/** Containers of a service, running or not. */
export async function containersOf(service: string): Promise<string[]> {
  const labels = [
    `com.docker.compose.project=${environment.COMPOSE_PROJECT_NAME}`,
    `com.docker.compose.service=${service}`,
  ];
  const ids = await docker('ps', '-aq', ...labels.flatMap((label) => ['--filter', `label=${label}`]));
  return ids.split('\n').filter((id) => id !== '');
}

export interface ContainerState {
  readonly ExitCode: number;
  readonly OOMKilled: boolean;
  readonly Running: boolean;
  readonly Health?: { readonly Status: string };
  readonly StartedAt: string;
  readonly FinishedAt: string;
}

export async function stateOf(container: string): Promise<ContainerState> {
  return JSON.parse(await docker('inspect', '--format', '{{json .State}}', container)) as ContainerState;
}

/** Gets a page of a service from inside its container: only some services are published. */
export async function pageOf(container: string, path: string): Promise<string> {
  return docker(
    'exec',
    container,
    'node',
    '-e',
    `fetch('http://127.0.0.1:3000${path}').then((answer) => answer.text()).then(console.log)`,
  );
}
