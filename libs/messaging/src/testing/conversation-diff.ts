import { AssertionError } from 'node:assert';
import type { OutgoingMessage } from '../message/contract.js';

/** Throws an `AssertionError` that shows both sides line by line, and all that was said before. */
export function expectSame(
  what: string,
  expected: readonly string[],
  actual: readonly string[],
  said: readonly string[],
): void {
  if (expected.length === actual.length && expected.every((line, index) => line === actual[index])) return;
  const lines = Array.from({ length: Math.max(expected.length, actual.length) }, (_, index) =>
    difference(expected[index], actual[index]),
  );
  const message = [
    `${what} (- as expected, + as it is):`,
    ...lines.flat(),
    'after:',
    ...said.map((event) => `    ${event}`),
  ].join('\n');
  throw new AssertionError({ message, expected, actual, operator: 'conversation' });
}

function difference(expected: string | undefined, actual: string | undefined): string[] {
  if (expected === actual) return [`    ${expected}`];
  return [...(expected === undefined ? [] : [`  - ${expected}`]), ...(actual === undefined ? [] : [`  + ${actual}`])];
}

/** One line a message; tags are shown where the message of the same place in `like` has them. */
export const sayMessages = (
  messages: readonly OutgoingMessage[],
  like: readonly OutgoingMessage[] = messages,
): string[] =>
  messages.map(({ contract, data, saga }, index) => {
    const wanted = Object.keys(like[index]?.saga ?? {});
    const tags = wanted.map((name) => `${name} ${JSON.stringify(saga?.[name as keyof typeof saga])}`);
    return [contract.type, sorted(data), ...tags].join(' ');
  });

/** As JSON with its keys in order, so that the order of writing makes no difference. */
const sorted = (data: unknown): string =>
  JSON.stringify(data, (_, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value,
  );

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
