import { applyDecorators, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiOperator, Operator, Ops, Problem, problemSchema, ZodBody, ZodParam } from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { Messaging } from '../../messaging.js';
import type { OperatorOrder } from '../../saga/engine/incoming.js';
import { DATABASE } from '../messaging/tokens.js';
import { WholeSaga } from '../../operations/schemas/sagas.js';
import {
  deadlineBody,
  resolveBody,
  retryBody,
  skipBody,
  turnBody,
  type DeadlineBody,
  type ResolveBody,
  type RetryBody,
  type SkipBody,
  type TurnBody,
} from './saga-acts.js';
import { noSuchSaga, shownSaga } from './saga-view.js';

const Act = (summary: string) =>
  applyDecorators(
    HttpCode(200),
    ApiOperator(),
    ApiOperation({ summary }),
    ApiResponse({ status: 200, description: 'The instance after it', standardSchema: WholeSaga }),
    ApiResponse({ status: 404, standardSchema: problemSchema }),
    ApiResponse({
      status: 409,
      description: 'saga-moved: look again; saga-refuses: it cannot be done as the saga stands',
      standardSchema: problemSchema,
    }),
  );
const Id = () => ZodParam('id', z.uuid());

/**
 * What a person does about one saga instance, under its lock and in its history; what they are
 * refused is on record beside it.
 */
@Ops()
@Controller('ops/sagas/:id')
export class SagaActsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Messaging) private readonly messaging: Messaging,
  ) {}

  @Post('retry')
  @Act('Asks the step, or its undo, once more now')
  retry(@Id() id: string, @ZodBody(retryBody) body: RetryBody, @Operator() actor: string) {
    return this.#act(id, { ...body, act: 'retry', actor });
  }

  @Post('skip')
  @Act('Takes this for the answer of the step, or of its undo')
  skip(@Id() id: string, @ZodBody(skipBody) body: SkipBody, @Operator() actor: string) {
    return this.#act(id, { ...body, act: 'skip', actor });
  }

  @Post('compensate')
  @Act('Turns it round before its point of no return; past an undo that is stuck, undoes the rest')
  compensate(@Id() id: string, @ZodBody(turnBody) body: TurnBody, @Operator() actor: string) {
    return this.#act(id, { ...body, act: 'compensate', actor });
  }

  @Post('cancel')
  @Act('Passes on the customer’s wish, before the point of no return')
  cancel(@Id() id: string, @ZodBody(turnBody) body: TurnBody, @Operator() actor: string) {
    return this.#act(id, { ...body, act: 'cancel', actor });
  }

  @Post('deadline')
  @Act('Moves or revokes when the step falls due; what its participant was told stays')
  deadline(@Id() id: string, @ZodBody(deadlineBody) { to, ...body }: DeadlineBody, @Operator() actor: string) {
    return this.#act(id, { ...body, act: 'move-deadline', actor, ...(to === null ? {} : { to: new Date(to) }) });
  }

  @Post('resolve')
  @Act('Ends one that needs an operator, as it ended elsewhere: it is told as if it had come to this end by itself')
  resolve(@Id() id: string, @ZodBody(resolveBody) body: ResolveBody, @Operator() actor: string) {
    return this.#act(id, { ...body, act: 'resolve', actor });
  }

  async #act(id: string, order: OperatorOrder) {
    const result = await this.messaging.sagaOperations?.act(id.toLowerCase(), order);
    switch (result?.answer) {
      case 'done':
        return shownSaga(this.database, id);
      case 'moved':
        throw moved(result.revision, order.expectedVersion);
      case 'refused':
        throw refused(result.why);
      case 'unknown':
      case undefined:
        throw noSuchSaga(id);
    }
  }
}

const moved = (revision: number, expected: number): Problem =>
  new Problem({
    status: 409,
    code: 'saga-moved',
    detail: `The instance is at revision ${revision}, not ${expected}: look at it again, then act.`,
    more: { revision },
  });

const refused = (why: string): Problem =>
  new Problem({ status: 409, code: 'saga-refuses', detail: `It cannot be done as the saga stands: ${why}.` });
