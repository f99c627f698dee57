import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import type { Database } from '../../handler/database.js';
import { Messaging } from '../../messaging.js';
import { deadLetter, DeadLetterQuery, listDeadLetters } from '../../recovery/desk/letters.js';
import { noteView } from '../../recovery/desk/views.js';
import { redrive } from '../../recovery/redrive.js';
import { problemSchema } from '../http/openapi.js';
import { Problem } from '../http/problem.js';
import { ZodParam, ZodQuery } from '../http/zod.js';
import { DATABASE } from '../messaging/tokens.js';
import { ApiOperator, NamedOperator, Operator } from './operator.js';
import { Ops } from './ops.guard.js';

@Ops()
@Controller('ops/dead-letters')
export class DeadLettersController {
  constructor(@Inject(DATABASE) private readonly database: Database, @Inject(Messaging) private readonly messaging: Messaging) {}

  @Get()
  @ApiOperation({ summary: 'Messages that no retry helped, the newest first' })
  list(@ZodQuery(DeadLetterQuery) query: DeadLetterQuery) {
    return listDeadLetters(this.database, query);
  }

  @Get(':id')
  @ApiOperator()
  @ApiOperation({ summary: 'One dead letter whole: record, error, history; its history notes the view of a named operator' })
  async show(@ZodParam('id', z.uuid()) id: string, @NamedOperator() actor: string | undefined) {
    if (actor !== undefined) await noteView(this.database, { id, actor });
    const found = await deadLetter(this.database, id);
    if (found === undefined) throw unknown(id);
    return found;
  }

  @Post(':id/redrive')
  @HttpCode(202)
  @ApiOperator()
  @ApiOperation({ summary: 'Handles the original message once more' })
  @ApiResponse({ status: 202, description: 'Queued; `status` of the dead letter tells how it went' })
  @ApiResponse({ status: 409, description: 'It is being redriven, resolved or discarded', standardSchema: problemSchema })
  async redrive(@ZodParam('id', z.uuid()) id: string, @Operator() actor: string) {
    const result = await redrive(this.database, { id, actor });
    if (result.kind === 'refused') throw result.reason === 'unknown' ? unknown(id) : new Problem({ status: 409, code: `dead-letter-${result.reason}`, detail: `The dead letter is ${result.reason}.` });
    this.messaging.wakeRecovery();
    return { id, status: 'redriving' };
  }
}

const unknown = (id: string): Problem => new Problem({ status: 404, code: 'unknown-dead-letter', detail: `No dead letter has the id ${id}.` });
