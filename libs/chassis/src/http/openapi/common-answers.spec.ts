import 'reflect-metadata';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Post } from '@nestjs/common';
import { ApiResponse } from '@nestjs/swagger';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { z } from 'zod';
import { ApiOperator } from '../../ops/operator.js';
import { Ops } from '../../ops/ops.guard.js';
import { createApp } from '../../start/create-app.js';
import { ZodParam } from '../zod.js';
import { problemSchema } from './problem-schema.js';

@Controller('things')
class ThingsController {
  @Get(':id')
  @ApiResponse({ status: 200 })
  @ApiResponse({ status: 409, description: 'It moves', standardSchema: problemSchema })
  show(@ZodParam('id', z.uuid()) id: string) {
    return { id };
  }
}
@Ops()
@Controller('ops/things')
class OperatedController {
  @Get()
  list() {
    return [];
  }
  @Post('mend')
  @ApiOperator({ needed: true })
  mend() {
    return {};
  }
}
@Module({ controllers: [ThingsController, OperatedController] })
class ThingsModule {}

interface Told {
  readonly parameters: readonly { readonly name: string; readonly required: boolean }[];
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly content?: object }>>;
}

describe('the OpenAPI document tells', () => {
  let app: Awaited<ReturnType<typeof createApp>>;
  let paths: Record<string, Record<string, Told>>;
  let components: { responses: Record<string, { headers?: object; content: object }>; schemas: Record<string, object> };

  beforeAll(async () => {
    const settings = { PORT: 0, HOST: '127.0.0.1', LOG_LEVEL: 'silent', OPS_FROM: 'loopback' } as const;
    app = await createApp(ThingsModule, { name: 'things', settings, logger: pino({ level: 'silent' }) });
    await app.listen(0, '127.0.0.1');
    const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
    ({ paths, components } = (await (await fetch(`http://127.0.0.1:${port}/docs-json`)).json()) as never);
  });
  afterAll(() => app.close());

  const statuses = (method: string, path: string) => Object.keys(paths[path]![method]!.responses);

  it('what the guards, the parser and the server answer, each where it can happen', () => {
    expect(statuses('get', '/things/{id}')).toEqual(['200', '400', '404', '408', '409', '421', '431', '503']);
    expect(statuses('get', '/ops/things')).toEqual(['200', '400', '403', '408', '421', '431', '503']);
    expect(statuses('post', '/ops/things/mend')).toEqual([
      '201',
      '400',
      '403',
      '408',
      '413',
      '415',
      '421',
      '431',
      '503',
    ]);
    expect(statuses('get', '/health/live')).toEqual(['200', '400', '408', '421', '431']);
  });

  it('errors as problem documents, an outage with when to come back', () => {
    const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
    expect(paths['/things/{id}']!['get']!.responses['409']).toEqual({ description: 'It moves', content: problem });
    for (const answer of Object.values(components.responses)) expect(answer.content).toEqual(problem);
    expect(components.responses['Unavailable']!.headers).toHaveProperty('Retry-After');
    expect(components.schemas['Problem']).toMatchObject({ required: ['type', 'title', 'status', 'detail'] });
  });

  it('readiness as it is answered, also where it is not ready', () => {
    expect(paths['/health/ready']!['get']!.responses['503']).toHaveProperty(['content', 'application/json']);
  });

  it('that an act needs a name', () => {
    expect(paths['/ops/things/mend']!['post']!.parameters).toMatchObject([{ name: 'X-Operator', required: true }]);
  });
});
