import { UnknownVersion, WrongDeclaration } from '../errors.js';
import type { SagaDefinition } from './definition.js';

/** The sagas of one service, each in every version that instances may still be in. */
export class SagaRegistry {
  readonly #byKey = new Map<string, SagaDefinition>();

  /** Throws `WrongDeclaration` when one version of a saga is defined twice. */
  constructor(readonly definitions: readonly SagaDefinition[]) {
    for (const definition of definitions) {
      const key = keyOf(definition.name, definition.version);
      if (this.#byKey.has(key)) throw new WrongDeclaration(`saga ${definition.name} version ${definition.version} is defined twice`);
      this.#byKey.set(key, definition);
    }
  }

  /** Throws `UnknownVersion`, an outage of this process: another process may know it. */
  get(saga: string, version: number): SagaDefinition {
    const definition = this.#byKey.get(keyOf(saga, version));
    if (definition === undefined) throw new UnknownVersion(`this process does not know saga ${saga} version ${version}: deploy the version of the service that does`);
    return definition;
  }

  has(saga: string, version: number): boolean {
    return this.#byKey.has(keyOf(saga, version));
  }
}

const keyOf = (saga: string, version: number): string => `${saga} ${version}`;
