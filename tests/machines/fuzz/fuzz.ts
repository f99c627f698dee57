import fc from 'fast-check';
import { operationsOf, type Document, type Operation } from './document.js';
import { judge, judgeMethod } from './judge.js';
import { byAnotherMethod, requestsTo, type Request } from './requests.js';
import { curl, send, type Response } from './send.js';

export interface Fuzz {
  /** The same seed gives the same requests, but for the ids that the system makes up. */
  readonly seed: number;
  /** Requests to each operation. */
  readonly runs: number;
  /** Milliseconds; what is left when they are over is not asked. @default none */
  readonly within?: number;
}

export interface Found {
  readonly service: string;
  /** `POST /orders/{id}/cancel` */
  readonly operation: string;
  readonly what: string;
  /** The smallest request found to which it is answered. */
  readonly curl: string;
}

export interface Outcome {
  readonly operations: number;
  readonly requests: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly found: readonly Found[];
}

class Lie extends Error {
  constructor(
    readonly request: Request,
    what: string,
  ) {
    super(what);
  }
}

/** Asks every operation of services that run, by their own documents, and holds each answer against what they tell. */
export async function fuzz(services: Readonly<Record<string, string>>, { seed, runs, within }: Fuzz): Promise<Outcome> {
  const until = within === undefined ? Number.POSITIVE_INFINITY : performance.now() + within;
  const statuses: Record<string, number> = {};
  const found: Found[] = [];
  let operations = 0;
  for (const [service, base] of Object.entries(services)) {
    const document = (await (await fetch(`${base}/docs-json`)).json()) as Document;
    const known = new Known();
    // Reads first: what they answer has ids that the others can take.
    const all = operationsOf(document).sort((one, other) => Number(one.method > other.method));
    for (const operation of all) {
      if (performance.now() >= until) break;
      operations += 1;
      const lie = await firstLie(operation, document, base, { seed, runs }, known, (response) => {
        statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      });
      if (lie !== undefined)
        found.push({
          service,
          operation: `${operation.method} ${operation.path}`,
          what: lie.message,
          curl: curl(base, lie.request),
        });
    }
  }
  return { operations, requests: Object.values(statuses).reduce((sum, each) => sum + each, 0), statuses, found };
}

async function firstLie(
  operation: Operation,
  document: Document,
  base: string,
  { seed, runs }: Fuzz,
  known: Known,
  heard: (response: Response) => void,
): Promise<Lie | undefined> {
  const property = fc.asyncProperty(requestsTo(operation, document, known.values), async (request) => {
    const response = await send(base, request).catch((error: Error) => {
      throw new Lie(request, `no answer: ${error.message}`);
    });
    heard(response);
    if (response.status < 300) known.learn(response.body);
    const what = judge(operation, document, response);
    if (what !== undefined) throw new Lie(request, what);
  });
  if (!Object.keys(operation.answers).some((status) => status.startsWith('2')))
    return new Lie({ method: operation.method, path: operation.path, headers: {} }, 'it tells no success');
  const stranger = byAnotherMethod(operation);
  const misled = stranger && judgeMethod(operation, await send(base, stranger));
  if (misled !== undefined) return new Lie(stranger!, misled);
  const { errorInstance } = await fc.check(property, { seed, numRuns: runs });
  if (errorInstance === undefined || errorInstance === null) return undefined;
  if (errorInstance instanceof Lie) return errorInstance;
  throw errorInstance as Error;
}

/** Ids and cursors that answers had: with them a request gets further than with ones made up. */
class Known {
  readonly values: string[] = [];

  learn(body: string): void {
    if (this.values.length >= 200) return;
    for (const [, value] of body.matchAll(/"(?:\w*[iI]d|nextCursor|party|topic|key)":"([^"]{1,500})"/g))
      if (!this.values.includes(value!)) this.values.push(value!);
  }
}
