/** As much of an OpenAPI document as is looked at. */
export interface OpenApi {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters?: readonly { readonly name: string }[];
            readonly responses: Readonly<
              Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>
            >;
          }
        >
      >
    >
  >;
}
interface Schema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly nullable?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
}

/** What is otherwise than described, each with its place; what is there and not described, too. */
export function conforms(document: OpenApi, method: string, path: string, status: number, answer: unknown): string[] {
  const schema = document.paths[path]?.[method]?.responses[String(status)]?.content?.['application/json']?.schema;
  return schema === undefined ? [`${method} ${path} ${status} is not described`] : faultsIn(schema, answer, 'answer');
}

function faultsIn(schema: Schema, value: unknown, at: string): string[] {
  if (value === null && (schema.nullable === true || schema.type === 'null')) return [];
  if (schema.anyOf !== undefined)
    return schema.anyOf.some((each) => faultsIn(each, value, at).length === 0)
      ? []
      : schema.anyOf.flatMap((each) => faultsIn(each, value, at));
  if (schema.const !== undefined || schema.enum !== undefined)
    return (schema.enum ?? [schema.const]).includes(value) ? [] : [`${at} is ${JSON.stringify(value)}`];
  switch (schema.type) {
    case undefined:
      return [];
    case 'object':
      return isObject(value) ? membersIn(schema, value, at) : [`${at} is no object`];
    case 'array':
      return Array.isArray(value)
        ? value.flatMap((each, n) => faultsIn(schema.items ?? {}, each, `${at}.${n}`))
        : [`${at} is no list`];
    case 'integer':
      return Number.isInteger(value) ? [] : [`${at} is no whole number`];
    default:
      return typeof value === schema.type ? [] : [`${at} is ${JSON.stringify(value)}, not a ${String(schema.type)}`];
  }
}

function membersIn(
  { properties = {}, required = [], additionalProperties }: Schema,
  value: Readonly<Record<string, unknown>>,
  at: string,
): string[] {
  const missing = required.filter((name) => value[name] === undefined).map((name) => `${at}.${name} is missing`);
  return [
    ...missing,
    ...Object.entries(value).flatMap(([name, member]) => {
      const own = properties[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
      if (own !== undefined) return faultsIn(own, member, `${at}.${name}`);
      return additionalProperties === true || typeof additionalProperties === 'object'
        ? []
        : [`${at}.${name} is not described`];
    }),
  ];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
