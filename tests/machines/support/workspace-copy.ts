import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const LIMIT = 64 * 2 ** 20;

/**
 * The checkout once more, with what was built and without its history, to be changed and thrown away.
 * Packages are those of the checkout.
 */
export class WorkspaceCopy implements Disposable {
  readonly folder: string;

  constructor() {
    mkdirSync(join(root, '.local'), { recursive: true });
    this.folder = mkdtempSync(join(root, '.local', 'copy-'));
    const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: LIMIT,
    });
    for (const file of files.split('\0').filter((name) => name !== '' && existsSync(join(root, name))))
      this.#copy(file);
    for (const project of ['libs', 'apps'].flatMap((group) => projectsIn(group)).concat('tools'))
      for (const made of ['dist', 'src/generated']) this.#copy(join(project, made));
    this.linkPackages();
  }

  /** Every package of the checkout; those of the workspace are the copy's own. Again after a package was added. */
  linkPackages(): void {
    const modules = join(this.folder, 'node_modules');
    rmSync(modules, { recursive: true, force: true });
    mkdirSync(join(modules, '@sagaworks'), { recursive: true });
    for (const name of readdirSync(join(root, 'node_modules')).filter((each) => each !== '@sagaworks'))
      symlinkSync(join(root, 'node_modules', name), join(modules, name));
    const packages = ['libs', 'apps'].flatMap((group) => projectsIn(group, this.folder));
    for (const path of [...packages, 'tools', 'bench', 'tests', 'tests/machines/simulation']) {
      const { name } = JSON.parse(readFileSync(join(this.folder, path, 'package.json'), 'utf8')) as { name: string };
      symlinkSync(join(this.folder, path), join(modules, name));
    }
  }

  /** Runs a program of Node in the copy; resolves to what it said, rejects with it. */
  node(script: string, ...args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      const words = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', script, ...args];
      execFile(process.execPath, words, { cwd: this.folder, maxBuffer: LIMIT }, (error, out, told) =>
        error === null ? resolve(out + told) : reject(new Error(`${script} ${args.join(' ')}:\n${out}${told}`)),
      );
    });
  }

  /** A program that a package brings. */
  package(path: string, ...args: readonly string[]): Promise<string> {
    return this.node(join(root, 'node_modules', path), ...args);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #copy(path: string): void {
    if (!existsSync(join(root, path))) return;
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    cpSync(join(root, path), join(this.folder, path), { recursive: true });
  }
}

const projectsIn = (group: string, folder = root): string[] =>
  readdirSync(join(folder, group))
    .map((name) => join(group, name))
    .filter((path) => existsSync(join(folder, path, 'package.json')));
