import fc, { type Arbitrary } from 'fast-check';
import type { Document, Operation, Parameter } from './document.js';
import { anyJson, anyText, fitting } from './values.js';

export interface Request {
  readonly method: string;
  /** With its query, as it goes over the wire. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What is wrong with how it is sent, whatever it says. */
const SENDING: readonly ((request: Request) => Request)[] = [
  (request) => ({ ...request, headers: { ...request.headers, 'content-type': 'text/plain' }, body: 'x' }),
  (request) => ({ ...request, headers: { ...request.headers, 'content-type': 'application/json' }, body: '{"a":' }),
  (request) => ({
    ...request,
    headers: { ...request.headers, 'content-type': 'application/json' },
    body: '{"a":1,"a":2}',
  }),
  (request) => ({ ...request, headers: { ...request.headers, 'content-type': 'application/json' }, body: 'null' }),
  (request) => ({
    ...request,
    headers: { ...request.headers, 'content-type': 'application/json' },
    body: JSON.stringify('x'.repeat(300_000)),
  }),
  (request) => ({ ...request, headers: { ...request.headers, origin: 'https://elsewhere.example' } }),
  (request) => ({ ...request, headers: { ...request.headers, host: 'elsewhere.example' } }),
  (request) => ({ ...request, headers: { ...request.headers, 'x-more': 'x'.repeat(20_000) } }),
];
/** Broken percent-encoding: goes over the wire as it is. */
const BROKEN = '%zz';
const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Requests to one operation: most of what they say fits, some of it does not, and some are sent wrongly. `known`:
 * ids and cursors that earlier answers had.
 */
export function requestsTo(operation: Operation, document: Document, known: readonly string[]): Arbitrary<Request> {
  const valueOf = ({ schema = {}, in: place }: Parameter) =>
    fc
      .oneof(
        { arbitrary: fitting(schema, document).map(String), weight: 6 },
        { arbitrary: fc.nat().map((at) => known[at % known.length] ?? 'unknown'), weight: place === 'path' ? 6 : 2 },
        { arbitrary: fc.oneof(anyText, fc.constant(BROKEN)), weight: 1 },
      )
      // A path without a value would be another address.
      .filter((text) => text !== '' || place !== 'path');
  const parameters = fc.tuple(
    ...operation.parameters.map((parameter) =>
      (parameter.required === true
        ? valueOf(parameter)
        : fc.option(valueOf(parameter), { nil: undefined, freq: 1 })
      ).map((value) => ({ parameter, value })),
    ),
  );
  const said = fc.tuple(parameters, bodyOf(operation, document)).map(([given, body]) => write(operation, given, body));
  return fc
    .tuple(said, fc.option(fc.constantFrom(...SENDING), { freq: 5 }))
    .map(([request, spoil]) => (spoil === null ? request : ifWorth(spoil(request), request)));
}

/** What a GET would carry is no part of what its document tells. */
const ifWorth = (spoiled: Request, request: Request): Request =>
  spoiled.body !== undefined && !UNSAFE.has(request.method) ? request : spoiled;

function bodyOf({ body, bodyRequired }: Operation, document: Document): Arbitrary<unknown> {
  if (body === undefined) return fc.constant(undefined);
  const fits = fitting(body, document);
  const spoiled = fc.tuple(fits, anyText, anyJson).map(([value, name, other]) => spoil(value, name, other));
  return fc.oneof(
    { arbitrary: fits, weight: 6 },
    { arbitrary: spoiled, weight: 3 },
    { arbitrary: anyJson, weight: 1 },
    { arbitrary: fc.constant(undefined), weight: bodyRequired ? 0 : 1 },
  );
}

/** Another value for one of its fields, or a field more. */
function spoil(value: unknown, name: string, other: unknown): unknown {
  if (typeof value !== 'object' || value === null) return other;
  const names = Object.keys(value);
  const at = names.length === 0 ? name : [...names, name][name.length % (names.length + 1)]!;
  return { ...value, [at]: other };
}

type Given = readonly { readonly parameter: Parameter; readonly value: string | undefined }[];

function write({ method, path, body: taken }: Operation, given: Given, body: unknown): Request {
  const of = (place: Parameter['in']) =>
    given.flatMap(({ parameter, value }) =>
      parameter.in === place && value !== undefined ? [[parameter.name, value] as const] : [],
    );
  const filled = of('path').reduce((whole, [name, value]) => whole.replace(`{${name}}`, () => encode(value)), path);
  const query = of('query').map(([name, value]) => `${encode(name)}=${encode(value)}`);
  const headers = Object.fromEntries(of('header').map(([name, value]) => [name, inHeader(value)]));
  return {
    method,
    path: query.length === 0 ? filled : `${filled}?${query.join('&')}`,
    headers: taken === undefined || body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(taken === undefined || body === undefined ? {} : { body: JSON.stringify(body) }),
  };
}

/** Also what is no text: half of a pair goes over the wire as its bytes. */
const encode = (text: string): string =>
  text === BROKEN
    ? text
    : [...Buffer.from(text)].map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : escaped(byte))).join('');
const isPlain = (byte: number): boolean => /[\w-]/.test(String.fromCharCode(byte)) && byte < 128;
const escaped = (byte: number): string => `%${byte.toString(16).padStart(2, '0')}`;

/** HTTP allows no line ends there. */
const inHeader = (text: string): string => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 1_000);

/** A request by a method that the path does not have; undefined where it has all. */
export function byAnotherMethod({ path, siblings }: Operation): Request | undefined {
  const method = ['DELETE', 'PUT', 'PATCH', 'POST', 'GET'].find((each) => !siblings.includes(each));
  return method === undefined ? undefined : { method, path: path.replace(/\{[^}]*\}/g, 'x'), headers: {} };
}
