/** As much of a JSON Schema as OpenAPI 3.0 and 3.1 have in common and our documents use. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: Schema;
}

/** What may be answered with one status. */
export interface Answer {
  readonly $ref?: string;
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

interface OperationObject {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: {
    readonly required?: boolean;
    readonly content: Readonly<Record<string, { readonly schema: Schema }>>;
  };
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components?: {
    readonly schemas?: Readonly<Record<string, Schema>>;
    readonly responses?: Readonly<Record<string, Answer>>;
  };
}

/** One method of one path, as its service's document tells it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly Parameter[];
  readonly body?: Schema;
  readonly bodyRequired: boolean;
  readonly answers: Readonly<Record<string, Answer>>;
  /** All methods of the same path. */
  readonly siblings: readonly string[];
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);

export function operationsOf({ paths, components }: Document): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) => {
    const siblings = Object.keys(item).filter((method) => METHODS.has(method));
    return siblings.map((method) => {
      const { parameters = [], requestBody, responses } = item[method]!;
      const body = requestBody?.content['application/json']?.schema;
      return {
        method: method.toUpperCase(),
        path,
        parameters,
        ...(body === undefined ? {} : { body }),
        bodyRequired: requestBody?.required ?? false,
        answers: Object.fromEntries(
          Object.entries(responses).map(([status, answer]) => [
            status,
            answer.$ref === undefined ? answer : components!.responses![nameIn(answer.$ref)]!,
          ]),
        ),
        siblings: siblings.map((each) => each.toUpperCase()),
      };
    });
  });
}

const nameIn = (ref: string): string => ref.split('/').at(-1)!;
export const schemaAt = ({ components }: Document, ref: string): Schema => components!.schemas![nameIn(ref)]!;
