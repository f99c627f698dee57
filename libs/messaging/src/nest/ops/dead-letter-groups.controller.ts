import { Controller, Get, HttpCode, Inject, Patch, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import {
  ApiOperator,
  cursorField,
  Operator,
  Ops,
  pageFrom,
  positionOf,
  problemSchema,
  Reason,
  ZodBody,
  ZodParam,
  ZodQuery,
} from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { Messaging } from '../../messaging.js';
import { discard } from '../../operations/dead-letters/discard.js';
import { GroupTriage, triage } from '../../operations/dead-letters/group-triage.js';
import { audit, historyOf } from '../../recovery/audit.js';
import { group, GroupQuery, listGroups } from '../../operations/dead-letters/groups.js';
import { expected, RedriveMany, seenAt } from '../../operations/redrives/selection.js';
import { DATABASE } from '../messaging/tokens.js';
import { listSchema } from '../../operations/schemas/common.js';
import { DeadLetterGroup, DiscardedGroup, WholeGroup } from '../../operations/schemas/dead-letters.js';
import { anotherNumber } from './another-number.js';
import { numberPosition } from './number-position.js';
import { meant, unknownGroup } from './meant.js';

const fingerprint = z.string().min(1).max(100);

const query = GroupQuery.extend({ cursor: cursorField });
const discardAll = Reason.extend({ asOf: seenAt, expect: expected });

@Ops()
@Controller('ops/dead-letter-groups')
export class DeadLetterGroupsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Messaging) private readonly messaging: Messaging,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Dead letters by their cause: error class, top frames, message type' })
  @ApiResponse({ status: 200, standardSchema: listSchema(DeadLetterGroup) })
  async list(@ZodQuery(query) { cursor, ...search }: z.output<typeof query>) {
    return pageFrom(await listGroups(this.database, { ...search, after: positionOf(cursor, numberPosition) }));
  }

  @Get(':group')
  @ApiOperation({ summary: 'One cause, with the counts of its letters and what has been done with all of them' })
  @ApiResponse({ status: 200, standardSchema: WholeGroup })
  @ApiResponse({ status: 404, standardSchema: problemSchema, description: 'No dead letter has this cause' })
  async show(@ZodParam('group', fingerprint) name: string): Promise<WholeGroup> {
    const found = await group(this.database, name);
    if (found === undefined) throw unknownGroup(name);
    return { ...found, history: await historyOf(this.database, 'cause', name) };
  }

  @Patch(':group')
  @ApiOperator()
  @ApiOperation({ summary: 'Owner, note and snooze; they outlive redrives' })
  @ApiResponse({ status: 200, standardSchema: WholeGroup })
  @ApiResponse({ status: 404, description: 'No dead letter has this cause', standardSchema: problemSchema })
  async triage(
    @ZodParam('group', fingerprint) name: string,
    @ZodBody(GroupTriage) wish: GroupTriage,
    @Operator() actor: string,
  ) {
    if (!(await triage(this.database, name, wish, actor))) throw unknownGroup(name);
    return this.show(name);
  }

  @Post(':group/discard')
  @HttpCode(200)
  @ApiOperator()
  @ApiOperation({ summary: 'Gives up the dead letters of a cause that were there when `asOf` was read' })
  @ApiResponse({ status: 200, standardSchema: DiscardedGroup })
  @ApiResponse({ status: 404, description: 'No dead letter has this cause', standardSchema: problemSchema })
  @ApiResponse({ status: 409, description: 'It is not as many as expected', standardSchema: problemSchema })
  async discard(
    @ZodParam('group', fingerprint) name: string,
    @ZodBody(discardAll) { reason, asOf, expect }: z.output<typeof discardAll>,
    @Operator() actor: string,
  ): Promise<DiscardedGroup> {
    const about = { about: 'cause', subject: name, actor } as const;
    const chosen = await meant(this.database, RedriveMany.parse({ group: name, asOf }));
    if (expect !== undefined && chosen.length !== expect) {
      const detail = { expected: expect, found: chosen.length };
      await audit(this.database, { ...about, act: 'discard', why: 'another-number', detail });
      throw anotherNumber(chosen.length, expect);
    }
    const discarded = await discard(this.database, { ids: chosen.map(({ id }) => id), actor, reason });
    const detail = { letters: discarded.length, left: chosen.length - discarded.length };
    await audit(this.database, { ...about, act: 'discarded', reason, detail });
    this.messaging.wakeRecovery();
    return { group: name, discarded: discarded.length };
  }
}
