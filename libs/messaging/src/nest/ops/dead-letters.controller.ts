import { Controller, Get, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import type { Database } from '../../handler/database.js';
import { Messaging } from '../../messaging.js';
import { deadLetter, DeadLetterQuery, listDeadLetters } from '../../recovery/dead-letter-queries.js';
import { redrive } from '../../recovery/redrive.js';
import { problemSchema } from '../http/openapi.js';
import { Problem } from '../http/problem.js';
import { ZodParam, ZodQuery } from '../http/zod.js';
import { DATABASE } from '../messaging/tokens.js';
import { Ops } from './ops.guard.js';

const LONGEST_NAME = 200;

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
  @ApiOperation({ summary: 'One dead letter whole: record, error, history' })
  async show(@ZodParam('id', z.uuid()) id: string) {
    const found = await deadLetter(this.database, id);
    if (found === undefined) throw unknown(id);
    return found;
  }

  @Post(':id/redrive')
  @HttpCode(202)
  @ApiHeader({ name: 'X-Operator', required: false, description: 'Who asks; recorded as they say, since there is no sign-in yet' })
  @ApiOperation({ summary: 'Handles the original message once more' })
  @ApiResponse({ status: 202, description: 'Queued; `status` of the dead letter tells how it went' })
  @ApiResponse({ status: 409, description: 'It is being redriven, resolved or discarded', standardSchema: problemSchema })
  async redrive(@ZodParam('id', z.uuid()) id: string, @Headers('x-operator') operator: string | undefined) {
    const result = await redrive(this.database, { id, actor: (operator?.trim() || 'unnamed').slice(0, LONGEST_NAME) });
    if (result.kind === 'refused') throw result.reason === 'unknown' ? unknown(id) : new Problem({ status: 409, code: `dead-letter-${result.reason}`, detail: `The dead letter is ${result.reason}.` });
    this.messaging.wakeRecovery();
    return { id, status: 'redriving' };
  }
}

const unknown = (id: string): Problem => new Problem({ status: 404, code: 'unknown-dead-letter', detail: `No dead letter has the id ${id}.` });
