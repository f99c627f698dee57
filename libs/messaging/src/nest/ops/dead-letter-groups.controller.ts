import { Controller, Get, Inject, Patch } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import type { Database } from '../../handler/database.js';
import { careFor, GroupCare } from '../../recovery/desk/group-care.js';
import { group, GroupQuery, listGroups } from '../../recovery/desk/groups.js';
import { problemSchema } from '../http/openapi.js';
import { Problem } from '../http/problem.js';
import { ZodBody, ZodParam, ZodQuery } from '../http/zod.js';
import { DATABASE } from '../messaging/tokens.js';
import { ApiOperator, Operator } from './operator.js';
import { Ops } from './ops.guard.js';

const fingerprint = z.string().min(1).max(100);

@Ops()
@Controller('ops/dead-letter-groups')
export class DeadLetterGroupsController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({ summary: 'Dead letters by their cause: error class, top frames, message type' })
  list(@ZodQuery(GroupQuery) query: GroupQuery) {
    return listGroups(this.database, query);
  }

  @Get(':group')
  @ApiOperation({ summary: 'One cause, with the counts of its letters' })
  async show(@ZodParam('group', fingerprint) name: string) {
    const found = await group(this.database, name);
    if (found === undefined) throw unknown(name);
    return found;
  }

  @Patch(':group')
  @ApiOperator()
  @ApiOperation({ summary: 'Owner, note and snooze; they outlive redrives' })
  @ApiResponse({ status: 404, description: 'No dead letter has this cause', standardSchema: problemSchema })
  async care(@ZodParam('group', fingerprint) name: string, @ZodBody(GroupCare) care: GroupCare, @Operator() actor: string) {
    if (!(await careFor(this.database, name, care, actor))) throw unknown(name);
    return this.show(name);
  }
}

const unknown = (name: string): Problem => new Problem({ status: 404, code: 'unknown-dead-letter-group', detail: `No dead letter has the cause ${name}.` });
