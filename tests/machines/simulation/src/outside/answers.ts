import type { Outside } from '../network/party-link.js';

/** A party's answers by idempotency key: the same key gets the same answer for ever. */
export class Answers {
  readonly #byKey = new Map<string, unknown>();

  operation<Request, Result>(decide: (request: Request, key: string) => Result): Outside<Request, Result> {
    return {
      perform: (request, key) => {
        if (!this.#byKey.has(key)) this.#byKey.set(key, decide(request, key));
        return this.#byKey.get(key) as Result;
      },
      lookUp: (key) => this.#byKey.get(key) as Result | undefined,
    };
  }

  /** What a request that has not come yet will be answered. */
  plant(key: string, answer: unknown): void {
    if (!this.#byKey.has(key)) this.#byKey.set(key, answer);
  }
}
