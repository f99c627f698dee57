import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import {
  ApiOperator,
  Operator,
  Ops,
  pageFrom,
  pageQuery,
  positionOf,
  Problem,
  problemSchema,
  ZodBody,
  ZodParam,
  ZodQuery,
} from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { Messaging } from '../../messaging.js';
import { audit } from '../../recovery/audit.js';
import { itemsOf, listOperations, redriveOperation, startOperation } from '../../operations/redrives/operations.js';
import { RedriveMany } from '../../operations/redrives/selection.js';
import { steer } from '../../operations/redrives/steer.js';
import { DATABASE } from '../messaging/tokens.js';
import { listSchema } from '../../operations/schemas/common.js';
import { BegunRedrive, RedriveItem, redriveItemStates, RedriveOperation } from '../../operations/schemas/redrives.js';
import { anotherNumber } from './another-number.js';
import { meant } from './meant.js';
import { numberPosition } from './number-position.js';

const page = pageQuery({});
const itemPage = pageQuery({ state: z.enum(redriveItemStates).optional() });
const act = z.enum(['pause', 'resume', 'cancel']);

@Ops()
@Controller('ops/redrives')
export class RedrivesController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Messaging) private readonly messaging: Messaging,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperator()
  @ApiOperation({
    summary:
      'Redrives a chosen set, or a group as it was seen: one, then five, then the rest at a rate; halts when failures return',
  })
  @ApiResponse({ status: 202, standardSchema: BegunRedrive })
  @ApiResponse({ status: 404, description: 'No dead letter has this cause', standardSchema: problemSchema })
  @ApiResponse({ status: 409, description: 'It is not as many as expected', standardSchema: problemSchema })
  async begin(@ZodBody(RedriveMany) wish: RedriveMany, @Operator() actor: string): Promise<BegunRedrive> {
    const chosen = await meant(this.database, wish);
    const { expect = chosen.length, dryRun } = wish;
    if (chosen.length !== expect) {
      if (!dryRun) await this.#noteRefusal(wish, { actor, expected: expect, found: chosen.length });
      throw anotherNumber(chosen.length, expect);
    }
    const refusals = chosen.flatMap(({ id, reason }) => (reason === null ? [] : [{ id, reason }]));
    const undone = chosen.filter((letter) => letter.undoneAt !== null).map(({ id, undoneAt }) => ({ id, undoneAt }));
    if (dryRun) return { dryRun, total: chosen.length, redrivable: chosen.length - refusals.length, refusals, undone };
    const id = await startOperation(this.database, wish, chosen, actor);
    if ('group' in wish)
      await audit(this.database, {
        about: 'cause',
        subject: wish.group,
        actor,
        act: 'redriven',
        detail: { operation: id, letters: chosen.length },
      });
    this.messaging.wakeRecovery();
    return { dryRun, ...(await this.show(id)) };
  }

  @Get()
  @ApiOperation({ summary: 'Redrives of many, the newest first' })
  @ApiResponse({ status: 200, standardSchema: listSchema(RedriveOperation) })
  async list(@ZodQuery(page) { limit, cursor }: z.output<typeof page>) {
    return pageFrom(await listOperations(this.database, { limit, after: positionOf(cursor, numberPosition) }));
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far one is, and what has been done with it' })
  @ApiResponse({ status: 200, standardSchema: RedriveOperation })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  async show(@ZodParam('id', z.uuid()) id: string): Promise<RedriveOperation> {
    const found = await redriveOperation(this.database, id);
    if (found === undefined)
      throw new Problem({ status: 404, code: 'unknown-redrive', detail: `No redrive has the id ${id}.` });
    return found;
  }

  @Get(':id/items')
  @ApiOperation({ summary: 'What became of each letter; refusals and failures with their reason' })
  @ApiResponse({ status: 200, standardSchema: listSchema(RedriveItem) })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  async items(
    @ZodParam('id', z.uuid()) id: string,
    @ZodQuery(itemPage) { cursor, ...query }: z.output<typeof itemPage>,
  ) {
    await this.show(id);
    return pageFrom(await itemsOf(this.database, id, { ...query, after: positionOf(cursor, numberPosition) }));
  }

  @Post(':id/:act')
  @HttpCode(200)
  @ApiOperator()
  @ApiOperation({ summary: 'pause, resume or cancel; what is pending already runs to its end' })
  @ApiResponse({ status: 200, standardSchema: RedriveOperation })
  @ApiResponse({ status: 409, description: 'It is in no state for that', standardSchema: problemSchema })
  async steer(
    @ZodParam('id', z.uuid()) id: string,
    @ZodParam('act', act) wanted: z.output<typeof act>,
    @Operator() actor: string,
  ) {
    const isDone = await steer(this.database, id, wanted, actor);
    const found = await this.show(id);
    if (!isDone) await audit(this.database, { about: 'redrive', subject: id, actor, act: wanted, why: found.state });
    if (!isDone)
      throw new Problem({
        status: 409,
        code: `redrive-${found.state}`,
        detail: `A redrive that is ${found.state} cannot take ${wanted}.`,
      });
    this.messaging.wakeRecovery();
    return found;
  }

  /** In the history of the cause, or of each letter that was chosen. */
  async #noteRefusal(
    wish: RedriveMany,
    { actor, ...numbers }: { readonly actor: string; readonly expected: number; readonly found: number },
  ): Promise<void> {
    const refused = { actor, act: 'redrive', why: 'another-number' } as const;
    if ('group' in wish)
      return audit(this.database, { ...refused, about: 'cause', subject: wish.group, detail: numbers });
    return audit(this.database, ...wish.ids.map((subject) => ({ ...refused, about: 'dead-letter' as const, subject })));
  }
}
