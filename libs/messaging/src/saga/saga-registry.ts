import { UnknownVersion, WrongDeclaration } from '../errors.js';
import { notRegistered } from '../handler/not-wired.js';
import type { SagaDefinition } from './definition.js';

/** The sagas of one service, each in every version that instances may still be in. */
export class SagaRegistry {
  readonly #byKey = new Map<string, SagaDefinition>();

  /**
   * `startWith`: versions that new instances start with, by saga, whatever version is asked for; so a new one can be
   * known everywhere before the first instance needs it. @default what is asked for. Throws `WrongDeclaration`.
   */
  constructor(
    readonly definitions: readonly SagaDefinition[],
    private readonly startWith: ReadonlyMap<string, number> = new Map(),
  ) {
    for (const definition of definitions) {
      const key = keyOf(definition.name, definition.version);
      if (this.#byKey.has(key))
        throw new WrongDeclaration(`saga ${definition.name} version ${definition.version} is defined twice`);
      this.#byKey.set(key, definition);
    }
    for (const [saga, version] of startWith) {
      if (!this.has(saga, version))
        throw new WrongDeclaration(`saga ${saga} is to start with version ${version}, which is not defined`);
    }
  }

  /** What a new instance runs on, to its end. Throws `WrongDeclaration` where no version of it is registered. */
  starting({ name, version }: Pick<SagaDefinition, 'name' | 'version'>): SagaDefinition {
    if (!this.definitions.some((definition) => definition.name === name)) throw notRegistered(name);
    return this.get(name, this.startWith.get(name) ?? version);
  }

  /** Throws `UnknownVersion`, an outage of this process: another process may know it. */
  get(saga: string, version: number): SagaDefinition {
    const definition = this.#byKey.get(keyOf(saga, version));
    if (definition === undefined)
      throw new UnknownVersion(
        `this process does not know saga ${saga} version ${version}: deploy the version of the service that does`,
      );
    return definition;
  }

  has(saga: string, version: number): boolean {
    return this.#byKey.has(keyOf(saga, version));
  }
}

const keyOf = (saga: string, version: number): string => `${saga} ${version}`;
