import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';
import { problemSchema } from './problem-schema.js';

type Paths = OpenAPIObject['paths'];
type Operation = NonNullable<Paths[string]['get']>;
type Answer = Exclude<Operation['responses'][string], undefined>;
type Whole = Exclude<Answer, { $ref: string }>;
type SchemaObject = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>[string];

interface Place {
  readonly method: string;
  readonly path: string;
}

interface Common {
  readonly status: number;
  /** In `components.responses`. */
  readonly name: string;
  readonly description: string;
  readonly headers?: Whole['headers'];
  /** Which operations may answer it. @default all */
  readonly of?: (place: Place) => boolean;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
const acts = ({ method }: Place): boolean => method !== 'get';
const isOps = ({ path }: Place): boolean => path.startsWith('/ops/');
/** They are answered from memory, or have an answer of their own. */
const needsNothing = ({ path }: Place): boolean => path.startsWith('/health/') || path === '/metrics';

/** What no controller answers: the guards around all of them, the parser of bodies, the server, and outages. */
const COMMON: readonly Common[] = [
  { status: 400, name: 'Invalid', description: 'Something in the request is wrong; `errors` names each field' },
  {
    status: 403,
    name: 'NotFromHere',
    description: "Acts asked for by another site's page, and operations asked for from another machine, are refused",
    of: (place) => acts(place) || isOps(place),
  },
  {
    status: 404,
    name: 'NotFound',
    description: 'There is no such thing',
    of: ({ path }) => path.includes('{'),
  },
  { status: 408, name: 'TooSlow', description: 'The request did not arrive in time' },
  { status: 413, name: 'TooLarge', description: 'The body has more than 256 kB', of: acts },
  { status: 415, name: 'NotJson', description: 'The body is not `application/json` in UTF-8', of: acts },
  { status: 421, name: 'ForeignHost', description: 'Asked for under a name that is not ours' },
  { status: 431, name: 'HeadersTooLarge', description: 'The headers have more than 16 kB' },
  {
    status: 503,
    name: 'Unavailable',
    description:
      'The database or the broker cannot be used, or more is under way than can be done in time; nothing was stored, unless it is `in-doubt`',
    headers: { 'Retry-After': { required: true, description: 'Seconds', schema: { type: 'integer' } } },
    of: (place) => !needsNothing(place),
  },
];

const PROBLEM = 'Problem';
const problem: Whole['content'] = {
  'application/problem+json': { schema: { $ref: `#/components/schemas/${PROBLEM}` } },
};

/**
 * The document with every answer that an operation may really get: what its controller
 * names, and what comes from around it.
 */
export function withCommonAnswers(document: OpenAPIObject): OpenAPIObject {
  const paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => {
      const told = METHODS.flatMap((method) => {
        const operation = item[method];
        return operation === undefined ? [] : [[method, whole({ method, path }, operation)] as const];
      });
      return [path, { ...item, ...Object.fromEntries(told) }];
    }),
  );
  const { components = {} } = document;
  return {
    ...document,
    paths,
    components: {
      ...components,
      schemas: { ...components.schemas, [PROBLEM]: problemDocument },
      responses: {
        ...components.responses,
        ...Object.fromEntries(
          COMMON.map(({ name, description, headers }) => [
            name,
            { description, content: problem, ...(headers === undefined ? {} : { headers }) },
          ]),
        ),
      },
    },
  };
}

function whole(place: Place, operation: Operation): Operation {
  const around = COMMON.filter(({ of }) => of?.(place) ?? true);
  const common = around.map(
    ({ status, name }) => [String(status), { $ref: `#/components/responses/${name}` }] as const,
  );
  const own = Object.entries(operation.responses).map(
    ([status, answer]) => [status, asProblem(status, answer!)] as const,
  );
  return { ...operation, responses: Object.fromEntries([...common, ...own]) };
}

/** Errors go out as problem documents: what a controller gives is only which, and why. */
function asProblem(status: string, answer: Answer): Answer {
  if (Number.parseInt(status, 10) < 400 || '$ref' in answer || !isProblem(answer)) return answer;
  const { name, description } = COMMON.find((each) => String(each.status) === status) ?? {};
  if (answer.description === '' && name !== undefined) return { $ref: `#/components/responses/${name}` };
  return { ...answer, description: answer.description || (description ?? ''), content: problem };
}

/** No schema, or that of a problem. */
function isProblem({ content }: Whole): boolean {
  const schema = content?.['application/json']?.schema;
  return content === undefined || (schema !== undefined && 'properties' in schema && 'detail' in schema.properties!);
}

const problemDocument = z.toJSONSchema(problemSchema, { target: 'openapi-3.0' }) as SchemaObject;
