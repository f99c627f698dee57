import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { Ops, pageQuery, Problem, problemSchema, ZodParam, ZodQuery } from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { milliseconds, type Duration } from '../../runtime/duration.js';
import { listSagas } from '../../operations/sagas/list-sagas.js';
import { DATABASE } from '../messaging/tokens.js';
import { listOf } from '../../operations/schemas/common.js';
import { SAGA_STATUSES, SagaItem, WholeSaga } from '../../operations/schemas/sagas.js';
import { shown } from './saga-view.js';

const OLDEST = milliseconds('87600h', 'the oldest');

const query = pageQuery({
  status: z.enum(SAGA_STATUSES).optional(),
  saga: z.string().min(1).max(200).optional(),
  step: z.string().min(1).max(200).optional().describe('The step that is asked, undone or stuck'),
  businessKey: z.string().min(1).max(200).optional().describe('E.g. the order id'),
  olderThan: z
    .string()
    .regex(/^[1-9]\d*(ms|s|m|h)$/, { message: 'Write e.g. 30s, 5m or 2h', abort: true })
    .refine((age) => milliseconds(age as Duration, 'olderThan') <= OLDEST, 'No more than 10 years')
    .optional()
    .describe('Started longer ago than this, e.g. 5m'),
});

@Ops()
@Controller('ops/sagas')
export class SagasController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'Saga instances, the newest first' })
  @ApiResponse({ status: 200, standardSchema: listOf(SagaItem) })
  async list(@ZodQuery(query) { olderThan, ...filter }: z.output<typeof query>) {
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const startedBefore =
      olderThan === undefined
        ? {}
        : { startedBefore: new Date(Date.now() - milliseconds(olderThan as Duration, 'olderThan')) };
    const page = await listSagas(this.database, { ...given, ...startedBefore });
    if (page !== undefined) return { items: page.items, nextCursor: page.nextCursor ?? null };
    throw new Problem({
      status: 400,
      code: 'invalid-request',
      detail: 'The cursor is not one of ours.',
      errors: [{ path: 'cursor', message: 'Give the nextCursor of an earlier answer, unchanged' }],
    });
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One instance: where it stands, what falls due next, what has happened and what each move changed',
  })
  @ApiResponse({ status: 200, standardSchema: WholeSaga })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  show(@ZodParam('id', z.uuid()) id: string) {
    return shown(this.database, id);
  }
}
