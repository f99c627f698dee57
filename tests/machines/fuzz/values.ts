import fc, { type Arbitrary } from 'fast-check';
import { schemaAt, type Document, type Schema } from './document.js';

/**
 * Texts that have broken somebody: controls, what is not seen, both directions, numbers in
 * disguise, text of other languages.
 */
const NASTY = [
  '',
  ' ',
  '\0',
  '\n\r\t',
  '\u001b[2J',
  '\u200b',
  '\u202eabc',
  'e\u0301',
  '\ud83d',
  '%00',
  '%ff',
  '../..',
  '.',
  '..',
  '/',
  '0',
  '-1',
  '2147483648',
  '9223372036854775808',
  '1e400',
  'NaN',
  'null',
  'true',
  "' OR 1=1 --",
  '$1',
  '__proto__',
  'constructor',
  'x'.repeat(5_000),
];

export const anyText: Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ maxLength: 30 }),
  fc.fullUnicodeString({ maxLength: 30 }),
);
export const anyJson: Arbitrary<unknown> = fc.oneof(fc.jsonValue({ maxDepth: 2 }), anyText, fc.constantFrom(-0, 1e308));

/** How far a schema that names itself is followed. */
const DEEPEST = 6;

/** Values that fit the schema, as far as the schema tells. */
export function fitting(schema: Schema, document: Document, depth = 0): Arbitrary<unknown> {
  if (depth > DEEPEST) return anyJson;
  const inner = (each: Schema) => fitting(each, document, depth + 1);
  if (schema.$ref !== undefined) return inner(schemaAt(document, schema.$ref));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice !== undefined) return fc.oneof(...choice.map(inner));
  if (schema.allOf !== undefined)
    return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...(parts as object[])) as unknown);
  const value = ofType(schema, inner);
  return schema.nullable === true ? fc.option(value) : value;
}

function ofType(schema: Schema, inner: (schema: Schema) => Arbitrary<unknown>): Arbitrary<unknown> {
  switch (schema.type) {
    case 'string':
      return text(schema);
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -1_000, max: schema.maximum ?? 2_147_483_647 });
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(inner(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 5, (schema.minItems ?? 0) + 4),
      });
    case 'object':
      return object(schema, inner);
    default:
      return anyJson;
  }
}

function object(schema: Schema, inner: (schema: Schema) => Arbitrary<unknown>): Arbitrary<unknown> {
  const { properties = {}, required = [], additionalProperties } = schema;
  if (Object.keys(properties).length === 0 && additionalProperties !== false)
    return fc.dictionary(
      fc.string({ minLength: 1, maxLength: 10 }),
      typeof additionalProperties === 'object' ? inner(additionalProperties) : anyJson,
      { maxKeys: 3 },
    );
  const fields = Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, inner(each)]));
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
}

function text({ format, pattern, minLength = 0, maxLength = 50 }: Schema): Arbitrary<string> {
  switch (format) {
    case 'uuid':
      return fc.uuid();
    case 'email':
      return fc.emailAddress();
    case 'date-time':
      return fc
        .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
        .map((at) => at.toISOString());
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 30) });
}
