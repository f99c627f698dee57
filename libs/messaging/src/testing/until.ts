import { AssertionError } from 'node:assert';
import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilOptions {
  /** Milliseconds. @default 10_000 */
  readonly timeout?: number;
  /** Milliseconds between two looks. @default 20 */
  readonly every?: number;
  /** What is waited for, for the failure's message. @default the condition's source text */
  readonly what?: string;
}

/**
 * Waits until the condition gives something truthy and resolves to it. A condition that throws is asked again; when
 * time is up its last error is the cause.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeout = 10_000, every = 20, what = String(condition) }: UntilOptions = {},
): Promise<NonNullable<T>> {
  const end = performance.now() + timeout;
  for (let looks = 1; ; looks += 1) {
    const seen = await look(condition, end);
    if (seen.kind === 'value' && seen.value) return seen.value;
    if (performance.now() >= end) throw timedOut(what, timeout, looks, seen);
    await sleep(every);
  }
}

type Seen<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'nothing' };

async function look<T>(condition: () => T | Promise<T>, end: number): Promise<Seen<T>> {
  const given = new AbortController();
  const tooLong = sleep(Math.max(0, end - performance.now()), { kind: 'nothing' } as const, { signal: given.signal });
  tooLong.catch(() => undefined);
  try {
    return await Promise.race([
      Promise.resolve(condition()).then((value) => ({ kind: 'value', value }) as const),
      tooLong,
    ]);
  } catch (error) {
    return { kind: 'error', error };
  } finally {
    given.abort();
  }
}

function timedOut<T>(what: string, timeout: number, looks: number, seen: Seen<T>): AssertionError {
  const error = new AssertionError({
    message: `not within ${timeout} ms (looked ${looks} times): ${what}\n${sayLast(seen)}`,
  });
  if (seen.kind === 'error') error.cause = seen.error;
  return error;
}

function sayLast<T>(seen: Seen<T>): string {
  switch (seen.kind) {
    case 'value':
      return `the last look gave ${JSON.stringify(seen.value)}`;
    case 'error':
      return `the last look threw ${String(seen.error)}`;
    case 'nothing':
      return 'the last look never came to an end';
    default:
      return seen satisfies never;
  }
}
