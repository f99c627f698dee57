import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';

/** One wrong field of a request. */
export interface FieldError {
  /** Where, dotted: `lines.0.quantity`; `body`, `query` or `path` when it is the whole of it. */
  readonly path: string;
  readonly message: string;
}

export interface ProblemOptions {
  readonly status: number;
  /** Stable, kebab-case: clients may switch on it. Becomes `type: urn:problem:<code>`. */
  readonly code: string;
  /** One sentence about this occurrence. */
  readonly detail: string;
  /** @default the status' phrase */
  readonly title?: string;
  readonly errors?: readonly FieldError[];
  /** Seconds; sent as `Retry-After`. */
  readonly retryAfter?: number;
  /** Methods; sent as `Allow`. */
  readonly allow?: readonly string[];
  /** More members of the document. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The document that a client gets: RFC 9457. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors?: readonly FieldError[];
}

const BRIEF = 200;
const LONGEST_DETAIL = 1_000;
const MOST_ERRORS = 20;

/** A client's own text, not given back whole: an answer is never several times its request. */
export const brief = (text: string): string => (text.length <= BRIEF ? text : `${text.slice(0, BRIEF)}…`);

/** As many of them as help. */
export function fewErrors(errors: readonly FieldError[]): readonly FieldError[] {
  const shown = errors
    .slice(0, MOST_ERRORS)
    .map(({ path, message }) => ({ path: brief(path), message: brief(message) }));
  const more = errors.length - shown.length;
  return more === 0 ? shown : [...shown, { path: '', message: `and ${more} more` }];
}

/** An answer other than success; throw it from a controller. */
export class Problem extends HttpException {
  constructor(readonly about: ProblemOptions) {
    super(about.detail, about.status);
  }

  document(instance: string): ProblemDocument {
    const { status, code, detail, title, errors, more } = this.about;
    return {
      type: `urn:problem:${code}`,
      title: title ?? STATUS_CODES[status] ?? 'Error',
      status,
      detail: detail.slice(0, LONGEST_DETAIL),
      instance,
      ...(errors === undefined ? {} : { errors: fewErrors(errors) }),
      ...more,
    };
  }
}
