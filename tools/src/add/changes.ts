import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NotAdded } from '../errors.js';
import type { Edit } from './edits.js';

/** One file that is written. `why` is for the person who reviews it. */
export interface Change {
  readonly path: string;
  readonly kind: 'new' | 'changed';
  readonly why: string;
}

/** All that a generator does to a checkout. Nothing is written before all of it is known. */
export class Changes {
  readonly #files = new Map<string, Change & { readonly text: string }>();

  constructor(private readonly root: string) {}

  /** Each file once, in the order in which they were come to. */
  get all(): readonly Change[] {
    return [...this.#files.values()].map(({ path, kind, why }) => ({ path, kind, why }));
  }

  exists(path: string): boolean {
    return this.#files.has(path) || existsSync(join(this.root, path));
  }

  /** As it will be. */
  textOf(path: string): string {
    const known = this.#files.get(path)?.text;
    if (known !== undefined) return known;
    if (!this.exists(path)) throw new NotAdded(`${path} is missing: is this the whole workspace?`);
    return readFileSync(join(this.root, path), 'utf8');
  }

  create(path: string, why: string, text: string): void {
    if (this.exists(path)) throw new NotAdded(`${path} is there already`);
    this.#files.set(path, { path, kind: 'new', why, text });
  }

  /** Throws where an edit does not find its place. */
  edit(path: string, why: string, ...edits: readonly Edit[]): void {
    const text = edits.reduce((done, edit) => edit(done, path), this.textOf(path));
    const known = this.#files.get(path);
    this.#files.set(path, { path, kind: known?.kind ?? 'changed', why: known?.why ?? why, text });
  }

  write(): void {
    for (const { path, text } of this.#files.values()) {
      mkdirSync(dirname(join(this.root, path)), { recursive: true });
      writeFileSync(join(this.root, path), text);
    }
  }
}
