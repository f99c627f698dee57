import { PartyUnavailable } from '../errors.js';
import type { Performer } from './call.js';

/** What a performer is given for one try. */
interface Attempt {
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Answers that may be another one next time: the party is busy, not the request wrong. */
const TEMPORARY = new Set([408, 425, 429]);

/** A party that takes JSON over HTTP and knows repetitions by the header `Idempotency-Key`. */
export class JsonOverHttp {
  constructor(private readonly baseUrl: string) {}

  /** An operation that is asked by `POST` to a path and looked up by `GET` of another, followed by its key. `read` throws for an answer that it cannot take. */
  performer<Request extends object, Result>(
    { post, lookUp }: { readonly post: string; readonly lookUp: string },
    read: (answer: unknown) => Result,
  ): Performer<Request, Result> {
    return {
      perform: async (request, attempt) => read(await this.post(post, request, attempt)),
      lookUp: async (_request, attempt) => {
        const found = await this.get(`${lookUp}/${encodeURIComponent(attempt.key)}`, attempt);
        return found === undefined ? undefined : read(found);
      },
    };
  }

  /** Rejects with `PartyUnavailable` for a lost connection, a time-out, 5xx, 408, 425 and 429; with a plain error for any other refusal of HTTP, which no repetition mends. */
  async post(path: string, body: object, { key, signal }: Attempt): Promise<unknown> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    return await this.#answer(path, { method: 'POST', headers, body: JSON.stringify(body), signal });
  }

  /** Resolves to `undefined` for 404: nothing is on record there. */
  get(path: string, { signal }: Pick<Attempt, 'signal'>): Promise<unknown> {
    return this.#answer(path, { method: 'GET', signal });
  }

  async #answer(path: string, init: RequestInit): Promise<unknown> {
    const what = `${init.method} ${this.baseUrl}${path}`;
    const unavailable = (cause: unknown): never => {
      throw new PartyUnavailable(`${what}: ${(cause as Error).message}`, { cause });
    };
    const response = await fetch(`${this.baseUrl}${path}`, init).catch(unavailable);
    // A connection lost while the body is read leaves the outcome as unknown as one lost before.
    const text = await response.text().catch(unavailable);
    if (response.ok) return JSON.parse(text) as unknown;
    if (response.status === 404 && init.method === 'GET') return undefined;
    const refusal = `${what} answered ${response.status}: ${text.slice(0, 500)}`;
    throw response.status >= 500 || TEMPORARY.has(response.status) ? new PartyUnavailable(refusal) : new Error(refusal);
  }
}
