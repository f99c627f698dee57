import { z } from 'zod';
import type { Answer, Document, Operation, Schema } from './document.js';
import type { Response } from './send.js';

/** What an answer has that its document does not tell; `undefined` where it is as told. */
export function judge(
  operation: Operation,
  document: Document,
  { status, headers, body }: Response,
): string | undefined {
  const answer = told(operation, status);
  if (answer === undefined)
    return status >= 500 ? `unexpected ${status}: ${body}` : `undocumented status ${status}: ${body}`;
  const missing = Object.entries(answer.headers ?? {}).find(
    ([name, { required }]) => required === true && headers[name.toLowerCase()] === undefined,
  );
  if (missing !== undefined) return `${status} without the header ${missing[0]}`;
  return judgeBody(answer, document, status, headers['content-type'], body);
}

/** To a method that the path does not have: 405, and which it has. */
export function judgeMethod({ siblings }: Operation, { status, headers }: Response): string | undefined {
  const allowed = headers.allow?.split(/,\s*/) ?? [];
  if (status === 405 && siblings.every((each) => allowed.includes(each))) return undefined;
  return `${status} with Allow: ${allowed.join(', ')} for a method it does not have; it has ${siblings.join(', ')}`;
}

function judgeBody(answer: Answer, document: Document, status: number, type: string | undefined, body: string) {
  if (answer.content === undefined) return body === '' ? undefined : `${status} has a body that is not told: ${body}`;
  const media = type?.split(';')[0]?.trim() ?? 'nothing';
  const content = answer.content[media];
  if (content === undefined) return `${status} is ${media}, told is ${Object.keys(answer.content).join(', ')}`;
  if (content.schema === undefined || !media.endsWith('json')) return undefined;
  const { error } = compiled(content.schema, document).safeParse(JSON.parse(body));
  return error === undefined
    ? undefined
    : `the body of ${status} breaks its schema: ${z.prettifyError(error)}: ${body}`;
}

const told = ({ answers }: Operation, status: number): Answer | undefined =>
  answers[String(status)] ?? answers[`${String(status)[0]}XX`] ?? answers['default'];

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0];
const known = new WeakMap<Schema, z.ZodType>();

function compiled(schema: Schema, document: Document): z.ZodType {
  const before = known.get(schema);
  if (before !== undefined) return before;
  const whole = JSON.stringify({ ...schema, definitions: document.components?.schemas ?? {} });
  const type = z.fromJSONSchema(JSON.parse(whole.replaceAll('#/components/schemas/', '#/definitions/')) as JsonSchema, {
    defaultTarget: 'openapi-3.0',
  });
  known.set(schema, type);
  return type;
}
