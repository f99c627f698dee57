import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { z } from 'zod';
import type { Database } from '../../handler/database.js';
import { listSagas, SAGA_STATUSES } from '../../saga/read/list-sagas.js';
import { sagaById } from '../../saga/read/sagas.js';
import { sagaTimeline } from '../../saga/read/timeline.js';
import { pageQuery } from '../http/page.js';
import { Problem } from '../http/problem.js';
import { ZodParam, ZodQuery } from '../http/zod.js';
import { DATABASE } from '../messaging/tokens.js';
import { Ops } from './ops.guard.js';

const query = pageQuery({ status: z.enum(SAGA_STATUSES).optional(), saga: z.string().min(1).max(200).optional() });

@Ops()
@Controller('ops/sagas')
export class SagasController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'Saga instances, the newest first' })
  async list(@ZodQuery(query) { limit, cursor, status, saga }: z.output<typeof query>) {
    const page = await listSagas(this.database, { limit, ...(cursor === undefined ? {} : { cursor }), ...(status === undefined ? {} : { status }), ...(saga === undefined ? {} : { saga }) });
    if (page !== undefined) return { items: page.items, nextCursor: page.nextCursor ?? null };
    throw new Problem({ status: 400, code: 'invalid-request', detail: 'The cursor is not one of ours.', errors: [{ path: 'cursor', message: 'Give the nextCursor of an earlier answer, unchanged' }] });
  }

  @Get(':id')
  @ApiOperation({ summary: 'One instance with its history' })
  async show(@ZodParam('id', z.uuid()) id: string) {
    const [saga, timeline] = await Promise.all([sagaById(this.database, id), sagaTimeline(this.database, id)]);
    if (saga === undefined) throw new Problem({ status: 404, code: 'unknown-saga', detail: `No saga instance has the id ${id}.` });
    return { ...saga, timeline };
  }
}
