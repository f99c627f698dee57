import { context, ROOT_CONTEXT, type Context } from '@opentelemetry/api';

interface Waiting<Request, Answer> {
  readonly request: Request;
  readonly context: Context;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** Requests in one transaction. */
const LIMIT = 200;

/**
 * Serves one batch at a time: all that came in while the last one was on its way to disk, in order of arrival. So two
 * requests never meet in the middle, and under load many share one commit.
 */
export class Desk<Request, Answer> {
  readonly #waiting: Waiting<Request, Answer>[] = [];
  #busy = false;

  constructor(private readonly serve: (requests: readonly Request[]) => Promise<readonly Answer[]>) {}

  submit(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ request, context: context.active(), resolve, reject });
      if (!this.#busy) void this.#work();
    });
  }

  async #work(): Promise<void> {
    this.#busy = true;
    while (this.#waiting.length > 0) await this.#serve(this.#waiting.splice(0, LIMIT));
    this.#busy = false;
  }

  async #serve(batch: readonly Waiting<Request, Answer>[]): Promise<void> {
    // The statements of one request belong to its trace; those of several to none.
    const within = batch.length === 1 ? batch[0]!.context : ROOT_CONTEXT;
    try {
      const answers = await context.with(within, () => this.serve(batch.map(({ request }) => request)));
      for (const [index, { resolve }] of batch.entries()) resolve(answers[index]!);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
