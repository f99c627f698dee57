import { z } from 'zod';
import { BadAnswer, CommandRefused } from './errors.js';
import { exitCodeOf, exitCodes } from './exit-codes.js';

export type Query = Readonly<Record<string, string | number | undefined>>;

const problem = z.looseObject({
  type: z.string().optional(),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});

/** Milliseconds. */
const PATIENCE = 15_000;

/** One service over HTTP. What it refuses becomes an error of one line with the exit code that belongs to it. */
export class Client {
  constructor(
    readonly service: string,
    readonly url: string,
    private readonly operator: string,
  ) {}

  /** `byName`: the service is told who looks. */
  get<T>(path: string, shape: z.ZodType<T>, query: Query = {}, byName = false): Promise<T> {
    return this.#call(
      'GET',
      `${path}${searchOf(query)}`,
      shape,
      byName ? { headers: { 'x-operator': this.operator } } : {},
    );
  }

  /** `within`: milliseconds for the answer. */
  post<T>(
    path: string,
    shape: z.ZodType<T>,
    body?: object,
    headers: Readonly<Record<string, string>> = {},
    within = PATIENCE,
  ): Promise<T> {
    const json =
      body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return this.#call('POST', path, shape, {
      ...json,
      headers: { ...json.headers, ...headers, 'x-operator': this.operator },
      signal: AbortSignal.timeout(within),
    });
  }

  patch<T>(path: string, shape: z.ZodType<T>, body: object): Promise<T> {
    return this.#call('PATCH', path, shape, {
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'x-operator': this.operator },
    });
  }

  async remove(path: string): Promise<void> {
    await this.#call('DELETE', path, z.unknown(), { headers: { 'x-operator': this.operator } });
  }

  /** The answer whatever its status: health says what is wrong under a 503. */
  async look<T>(path: string, shape: z.ZodType<T>): Promise<T> {
    const { response, text } = await this.#fetch('GET', path, {});
    return this.#shaped(`GET ${this.url}${path}`, response.status, text, shape);
  }

  async #call<T>(method: string, path: string, shape: z.ZodType<T>, init: RequestInit = {}): Promise<T> {
    const { response, text } = await this.#fetch(method, path, init);
    const request = `${method} ${this.url}${path}`;
    if (!response.ok) throw refusal(this.service, request, response.status, text);
    return this.#shaped(request, response.status, text, shape);
  }

  async #fetch(method: string, path: string, init: RequestInit): Promise<{ response: Response; text: string }> {
    try {
      const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(PATIENCE), ...init, method });
      return { response, text: await response.text() };
    } catch (error) {
      const { cause, message } = error as Error & { cause?: { code?: string } };
      throw new CommandRefused(
        `${this.service} does not answer at ${this.url} (${cause?.code ?? message}): is it running? "npm run stack -- status" tells`,
        exitCodes.unreachable,
      );
    }
  }

  #shaped<T>(request: string, status: number, text: string, shape: z.ZodType<T>): T {
    const parsed = shape.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    throw new BadAnswer(request, status, parsed.error.issues[0]!);
  }
}

function refusal(service: string, request: string, status: number, text: string): CommandRefused {
  const { data } = problem.safeParse(jsonOf(text));
  const fields = (data?.errors ?? [])
    .filter(({ message }) => !data!.detail.includes(message))
    .map(({ path, message }) => `${path}: ${message}`);
  const what =
    data === undefined
      ? text.slice(0, 200)
      : fields.length === 0
        ? data.detail
        : `${data.detail.replace(/\.$/, '')}: ${fields.join('; ')}`;
  return new CommandRefused(
    `${service}: ${what} (${request} answered ${status} ${data?.type?.replace('urn:problem:', '') ?? ''}`.trimEnd() +
      ')',
    exitCodeOf(status),
  );
}

function searchOf(query: Query): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given.toString()}`;
}

function jsonOf(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
