import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { Ops, pageFrom, pageQuery, positionOf, problemSchema, ZodParam, ZodQuery } from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { milliseconds, type Duration } from '../../runtime/duration.js';
import { instant } from '../../message/instant.js';
import { listSagas } from '../../operations/sagas/list-sagas.js';
import { DATABASE } from '../messaging/tokens.js';
import { listSchema } from '../../operations/schemas/common.js';
import { SAGA_STATUSES, SagaItem, WholeSaga } from '../../operations/schemas/sagas.js';
import { shownSaga } from './saga-view.js';

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
const position = z.tuple([instant(), z.uuid()]);

@Ops()
@Controller('ops/sagas')
export class SagasController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'Saga instances, the newest first' })
  @ApiResponse({ status: 200, standardSchema: listSchema(SagaItem) })
  async list(@ZodQuery(query) { olderThan, cursor, ...filter }: z.output<typeof query>) {
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const startedBefore =
      olderThan === undefined
        ? {}
        : { startedBefore: new Date(Date.now() - milliseconds(olderThan as Duration, 'olderThan')) };
    const after = positionOf(cursor, position);
    return pageFrom(await listSagas(this.database, { ...given, ...startedBefore, after }));
  }

  @Get(':id')
  @ApiOperation({
    summary: 'One instance: where it stands, what falls due next, what has happened and what each move changed',
  })
  @ApiResponse({ status: 200, standardSchema: WholeSaga })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  show(@ZodParam('id', z.uuid()) id: string) {
    return shownSaga(this.database, id);
  }
}
