import { PartyRefused, PartyUnavailable } from '../errors.js';
import type { Performer } from './call.js';

/** What a performer is given for one try. */
interface Attempt {
  readonly key: string;
  readonly signal: AbortSignal;
}

/** Answers that may be another one next time: the party is busy, not the request wrong. */
const TEMPORARY = new Set([408, 425, 429]);
/** Bytes of an answer; one that is longer is cut off. */
const LONGEST_ANSWER = 1_000_000;
/** `application/json`, and what is JSON by its suffix. */
const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;

/** A party that takes JSON over HTTP and knows repetitions by the header `Idempotency-Key`. */
export class JsonOverHttp {
  constructor(private readonly baseUrl: string) {}

  /**
   * An operation that is asked by `POST` to a path and looked up by `GET` of another, followed by its key. `read`
   * throws for an answer that it cannot take.
   */
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

  /**
   * Rejects with `PartyUnavailable` where what became of the call is not known: a lost connection, a time-out, 5xx,
   * 408, 425 and 429, a redirect, which is not followed, and an answer that is no JSON or too long. With `PartyRefused`
   * for any other refusal of HTTP.
   */
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
    const response = await fetch(`${this.baseUrl}${path}`, { ...init, redirect: 'manual' }).catch(unavailable);
    const { status, headers } = response;
    // A connection lost while the body is read leaves the outcome as unknown as one lost before.
    const text = await textOf(response).catch(unavailable);
    if (response.ok) {
      const type = headers.get('content-type') ?? 'no content type';
      if (!JSON_TYPE.test(type)) throw new PartyUnavailable(`${what} answered ${type}, not JSON`);
      return await parsed(text).catch(unavailable);
    }
    if (status === 404 && init.method === 'GET') return undefined;
    if (status >= 300 && status < 400)
      throw new PartyUnavailable(`${what} redirects to ${headers.get('location')}: that is not followed`);
    const refusal = `${what} answered ${status}: ${text.slice(0, 500)}`;
    throw status >= 500 || TEMPORARY.has(status) ? new PartyUnavailable(refusal) : new PartyRefused(refusal);
  }
}

async function textOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early ends the connection.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > LONGEST_ANSWER) throw new Error(`the answer has more than ${LONGEST_ANSWER} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const parsed = async (text: string): Promise<unknown> => JSON.parse(text) as unknown;
