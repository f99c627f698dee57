import { Body, Param, Query, StandardSchemaValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { z } from 'zod';
import { Problem, type FieldError } from './problem.js';
import { isStorable, unstorable } from './storable-text.js';

const WHOLE = { body: 'body', query: 'query', param: 'path', custom: 'value' } as const;

/**
 * Every wrong field of one failed validation, unknown fields by their own name, in one of several
 * shapes by the only one that was meant.
 */
export function fieldErrors(issues: readonly z.core.$ZodIssue[], whole: string): FieldError[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map(String);
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ path: [...path, key].join('.'), message: 'Unknown field' }));
    const meant = issue.code === 'invalid_union' ? meantOf(issue) : undefined;
    if (meant !== undefined)
      return fieldErrors(
        meant.map((each) => ({ ...each, path: [...path, ...each.path] })),
        whole,
      );
    return [{ path: path.join('.') || whole, message: issue.message }];
  });
}

/** The faults of the one shape that has all fields that were given. */
function meantOf({ errors }: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const possible = errors.filter((faults) => faults.every(({ code }) => code !== 'unrecognized_keys'));
  return possible.length === 1 ? possible[0] : undefined;
}

/** Nest's own Standard Schema pipe, answering a problem document that names each wrong field. */
class ProblemPipe extends StandardSchemaValidationPipe {
  override async transform<T>(value: T, metadata: ArgumentMetadata): Promise<T> {
    const result = await metadata.schema!['~standard'].validate(value);
    const whole = typeof metadata.data === 'string' ? metadata.data : WHOLE[metadata.type];
    // Of each request: the path of what is wrong is looked for only where there is something.
    if (result.issues === undefined && isStorable(result.value)) return result.value as T;
    const errors =
      result.issues === undefined
        ? unstorable(result.value).map((path) => ({
            path: path.join('.') || whole,
            message: 'A NUL character, or half of a surrogate pair, is no text',
          }))
        : fieldErrors(result.issues as readonly z.core.$ZodIssue[], whole);
    throw new Problem({
      status: 400,
      code: 'invalid-request',
      detail: `The request is not valid: ${errors[0]!.path}: ${errors[0]!.message}`,
      errors,
    });
  }
}
const pipes = [new ProblemPipe()];

/**
 * The JSON body, held against the schema (use `z.strictObject`: an unknown field is an error); it feeds OpenAPI too.
 */
export const ZodBody = (schema: z.ZodType): ParameterDecorator => Body({ schema, pipes });

/** The whole query string, as strings: use `z.coerce` and `z.strictObject`. */
export const ZodQuery = (schema: z.ZodType): ParameterDecorator => Query({ schema, pipes });

/** One parameter of the path. */
export const ZodParam = (name: string, schema: z.ZodType): ParameterDecorator => Param(name, { schema, pipes });
