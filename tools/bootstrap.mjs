#!/usr/bin/env node
// What every command starts with: installs when the lockfile has changed, builds when the sources have, then goes on
// with the Node that comes with the packages. Runs on any Node from 20 on and needs no package: there may be none yet.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const bin = join(modules, '.bin');
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  join(modules, 'jest', 'bin', 'jest.js'),
];

/** Room for what is new: what a simulation makes lives for one event, and is then gone before it is ever copied. */
const young = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

/** What a command sets in the environment, unless its user has. */
const variables = { 'test:faults': { FAULT_SERVICE: 'all' }, 'add-step-check': { ADD_A_STEP: 'everywhere' } };

const commands = {
  demo: [join(root, 'tools/dist/demo/main.js')],
  stack: [join(root, 'tools/dist/stack/cli.js')],
  cli: [join(root, 'apps/cli/dist/main.js')],
  bench: [join(root, 'bench/dist/main.js')],
  chaos: [join(root, 'tests/dist/machines/chaos/main.js')],
  fuzz: [join(root, 'tests/dist/machines/fuzz/main.js')],
  simulate: [...young, join(root, 'tests/machines/simulation/dist/main.js')],
  overload: [...young, join(root, 'tests/machines/simulation/dist/overload/main.js')],
  'compose-check': [join(root, 'tools/dist/compose-check/main.js')],
  'add-step': [join(root, 'tools/dist/add/main.js'), 'step'],
  'add-service': [join(root, 'tools/dist/add/main.js'), 'service'],
  'add-step-check': [...jest, '--runInBand', 'tests/stories/docs/add-a-step.e2e.spec.ts'],
  test: jest,
  'test:mutants': [join(root, 'tests/dist/machines/mutants/main.js')],
  'test:saga': [...jest, '--runInBand', 'tests/stories/saga'],
  'test:faults': [...jest, '--runInBand', 'tests/stories/faults'],
};

const [name, ...args] = process.argv.slice(2);
if (!Object.hasOwn(commands, name ?? ''))
  fail(`usage: node tools/bootstrap.mjs <${Object.keys(commands).join('|')}> [arguments]`);
process.chdir(root);
checkPlatform();
await alone(async () => {
  await install();
  await build();
});
goOn(commands[name], args, variables[name]);

function checkPlatform() {
  if (process.platform !== 'linux')
    fail(`${process.platform} is not supported: run this on Linux (x64 or arm64), in a container or a virtual machine`);
  if (!['x64', 'arm64'].includes(process.arch))
    fail(`the processor ${process.arch} is not supported: run this on x64 or arm64`);
  if (Number.parseInt(process.versions.node, 10) < 20)
    fail(`Node ${process.versions.node} is too old: install Node 20 or later`);
}

async function install() {
  const stamp = join(modules, '.sagaworks-lock');
  const hash = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (read(stamp) === hash) return;
  if (installedByHand()) return writeFileSync(stamp, hash);
  const [stack, runner] = runningStack() ?? [];
  if (runner)
    fail(
      `package-lock.json has changed, and its packages cannot be installed under the running stack "${stack}" (process ${runner}): end that first`,
    );
  console.error('installing packages (npm ci) ...');
  // Standard output is the command's own: a script may read it.
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], process.stderr);
  writeFileSync(stamp, hash);
}

/** npm writes its own record last: one that is as new as the lockfile belongs to it. */
function installedByHand() {
  const record = join(modules, '.package-lock.json');
  const tolerance = 2000;
  return existsSync(record) && statSync(record).mtimeMs + tolerance >= statSync('package-lock.json').mtimeMs;
}

async function build() {
  const stamp = join(modules, '.sagaworks-build');
  const hash = hashOfSources();
  if (read(stamp) === hash && projects().every((project) => existsSync(join(project, 'dist')))) return;
  console.error('building what has changed ...');
  // No daemon: it would outlive this command.
  await run('nx', ['run-many', '-t', 'build', '--outputStyle=static'], 'pipe', { NX_DAEMON: 'false', NX_TUI: 'false' });
  writeFileSync(stamp, hash);
}

/** Of all that the build reads. Asking Nx instead costs a second. */
function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of ['package-lock.json', 'nx.json', 'tsconfig.base.json']) hash.update(readFileSync(file));
  for (const project of projects()) addFiles(hash, project, (path) => !path.endsWith('.spec.ts'));
  addFiles(hash, 'prisma', (path) => path.endsWith('.prisma'));
  return hash.digest('hex');
}

/** Those that are built; of the tests what is a command of its own. */
function projects() {
  const inGroups = ['libs', 'apps'].flatMap((group) => list(group).map((entry) => join(group, entry)));
  return [...inGroups, 'tools', 'bench', 'tests', 'tests/machines/simulation'].filter((project) =>
    existsSync(join(project, 'package.json')),
  );
}

function addFiles(hash, folder, isSource) {
  for (const entry of list(folder, true)) {
    const path = join(folder, entry.name);
    if (['node_modules', 'dist', 'generated', '.vite'].includes(entry.name)) continue;
    if (entry.isDirectory()) addFiles(hash, path, isSource);
    else if (entry.isFile() && isSource(path)) hash.update(`${path}\n`).update(readFileSync(path));
  }
}

function goOn(command, rest, defaults = {}) {
  const node = join(bin, 'node');
  if (!existsSync(node)) fail('Node 24 is missing from node_modules: run "npm ci" without --omit=optional');
  const child = spawn(node, [...command, ...rest], { stdio: 'inherit', env: { ...defaults, ...environment() } });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  endWithNpm(() => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`${relative(root, node)} cannot be started: ${error.message}`));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
}

/** npm passes a SIGTERM on to the shell between us alone, and that ends without a word. */
function endWithNpm(end) {
  if (!process.env.npm_lifecycle_event) return;
  const shell = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === shell) return;
    clearInterval(timer);
    end();
  }, 500);
  return timer;
}

/** Two commands started together on a fresh clone install and build one after the other. */
async function alone(work) {
  mkdirSync('.local', { recursive: true });
  const lock = join('.local', 'bootstrap.lock');
  while (!take(lock)) await new Promise((resolve) => setTimeout(resolve, 200));
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    writeFileSync(lock, JSON.stringify(identityOf(process.pid)), { flag: 'wx' });
    // A failed step exits at once.
    process.once('exit', () => readOwn(lock) && rmSync(lock, { force: true }));
    return true;
  } catch {
    const abandoned = !livingProcess(lock) && Date.now() - statSync(lock, { throwIfNoEntry: false })?.mtimeMs > 1000;
    if (abandoned) rmSync(lock, { force: true });
    return false;
  }
}

function readOwn(lock) {
  return livingProcess(lock) === process.pid;
}

/** The name of a stack of this checkout and the process that runs it. */
function runningStack() {
  return list('.local')
    .map((name) => [name, livingProcess(join('.local', name, 'owner'))])
    .find(([, pid]) => pid);
}

/**
 * The pid in a pidfile, if its process is the one that the file was written for: a pid may have been given out anew.
 */
function livingProcess(file) {
  const { pid, startedAt } = JSON.parse(read(file) || '{}');
  return pid && identityOf(pid)?.startedAt === startedAt ? pid : undefined;
}

function identityOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  return stat && { pid, startedAt: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] };
}

/** In a process group of its own, so that all of it can be ended with us. */
async function run(program, words, output, settings = {}) {
  const child = spawn(program, words, {
    stdio: ['ignore', output, output],
    env: { ...environment(), ...settings },
    detached: true,
  });
  const said = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => said.push(chunk));
  const forget = endWith(child);
  const problem = await new Promise((resolve) => {
    child.on('error', ({ message }) => resolve(`: ${message}`));
    child.on('close', (code) => resolve(code === 0 ? undefined : ''));
  });
  forget();
  if (problem !== undefined) fail(`${Buffer.concat(said)}${program} ${words.join(' ')} failed${problem}`);
}

/** Whoever ends us ends the child first; a second signal does so by force. Returns what undoes it. */
function endWith(child) {
  let wanted;
  const end = (signal) => {
    try {
      process.kill(-child.pid, wanted === undefined ? 'SIGTERM' : 'SIGKILL');
    } catch {
      // It has ended just now.
    }
    wanted ??= signal;
  };
  const stop = () => wanted && process.exit(128 + constants.signals[wanted]);
  for (const signal of SIGNALS) process.on(signal, end);
  child.on('close', stop);
  const timer = endWithNpm(() => end('SIGTERM'));
  return () => {
    for (const signal of SIGNALS) process.off(signal, end);
    clearInterval(timer);
  };
}

function environment() {
  return {
    ...process.env,
    SAGAWORKS_BOOTSTRAP: String(process.pid),
    PATH: `${bin}${delimiter}${process.env.PATH ?? ''}`,
  };
}

function list(folder, withTypes = false) {
  return existsSync(folder) ? readdirSync(folder, { withFileTypes: withTypes }) : [];
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
