import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import {
  ApiOperator,
  NamedOperator,
  Operator,
  cursorField,
  Ops,
  pageFrom,
  positionOf,
  Problem,
  problemSchema,
  Reason,
  ZodBody,
  ZodParam,
  ZodQuery,
} from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { Messaging } from '../../messaging.js';
import { discard, restore } from '../../operations/dead-letters/discard.js';
import { deadLetter, DeadLetterQuery, listDeadLetters } from '../../operations/dead-letters/letters.js';
import { audit } from '../../recovery/audit.js';
import { noteView } from '../../operations/dead-letters/views.js';
import { redrive } from '../../operations/redrives/redrive.js';
import {
  redriveRefusal,
  rehearsed,
  type RedriveWish,
  type RefusalReason,
} from '../../operations/redrives/redrive-refusal.js';
import { numberPosition } from './number-position.js';
import { DATABASE } from '../messaging/tokens.js';
import { listSchema } from '../../operations/schemas/common.js';
import {
  DeadLetterDetail,
  DeadLetterSummary,
  RebuiltIndex,
  RedrivenLetter,
  SettledLetter,
} from '../../operations/schemas/dead-letters.js';

const query = DeadLetterQuery.extend({ cursor: cursorField });
const redriveOne = z
  .strictObject({
    dryRun: z.boolean().default(false),
    force: z.boolean().default(false).describe('Also when the loop guard refuses it'),
    edit: z.uuid().optional().describe('Of the edit to redrive instead of the original'),
  })
  .prefault({});

@Ops()
@Controller('ops/dead-letters')
export class DeadLettersController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Messaging) private readonly messaging: Messaging,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Messages that no retry helped, the newest first' })
  @ApiResponse({ status: 200, standardSchema: listSchema(DeadLetterSummary) })
  async list(@ZodQuery(query) { cursor, ...search }: z.output<typeof query>) {
    return pageFrom(await listDeadLetters(this.database, { ...search, after: positionOf(cursor, numberPosition) }));
  }

  @Post('rebuild')
  @HttpCode(200)
  @ApiOperator()
  @ApiOperation({
    summary: 'Adds what the database has lost, from the DLQ topic; answers when all of it is read',
    description:
      'A record that another tool or an older version has put there is a letter, too: it is of the error class ForeignDeadLetter unless it tells its error, and its history says what it lacks.',
  })
  @ApiResponse({ status: 200, standardSchema: RebuiltIndex })
  rebuild(@Operator() actor: string) {
    return this.messaging.rebuildDeadLetters(actor);
  }

  @Get(':id')
  @ApiOperator()
  @ApiOperation({
    summary: 'One dead letter whole: record, error, history; its history notes the view of a named operator',
  })
  @ApiResponse({ status: 200, standardSchema: DeadLetterDetail })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  async show(
    @ZodParam('id', z.uuid()) id: string,
    @NamedOperator() actor: string | undefined,
  ): Promise<DeadLetterDetail> {
    if (actor !== undefined) await noteView(this.database, { id, actor });
    const found = await deadLetter(this.database, id);
    if (found === undefined) throw unknown(id);
    return found;
  }

  @Post(':id/redrive')
  @HttpCode(202)
  @ApiOperator()
  @ApiOperation({
    summary: 'Handles the original message, or its edit, once more; a dry run only tells whether it would',
  })
  @ApiResponse({
    status: 202,
    standardSchema: RedrivenLetter,
    description:
      'Queued; `status` of the dead letter tells how it went. `undoneAt`: since when the undo of its action has been applied, which it will meet; else null',
  })
  @ApiResponse({
    status: 409,
    description: 'It is being redriven, resolved or discarded, or has failed again too often',
    standardSchema: problemSchema,
  })
  async redrive(
    @ZodParam('id', z.uuid()) id: string,
    @ZodBody(redriveOne) { dryRun, force, edit }: z.output<typeof redriveOne>,
    @Operator() actor: string,
  ): Promise<RedrivenLetter> {
    const wish = { id, force, ...(edit === undefined ? {} : { edit }) };
    if (dryRun) return this.#rehearse(wish);
    const result = await redrive(this.database, { ...wish, actor });
    if (result.kind === 'refused')
      throw await this.#refused(
        { id, actor, act: 'redrive', ...(edit === undefined ? {} : { detail: { edit } }) },
        result.reason,
      );
    this.messaging.wakeRecovery();
    return { id, status: 'redriving', undoneAt: result.undoneAt };
  }

  @Post(':id/discard')
  @HttpCode(200)
  @ApiOperator()
  @ApiOperation({ summary: 'Gives it up; what it holds back goes on' })
  @ApiResponse({ status: 200, standardSchema: SettledLetter })
  @ApiResponse({
    status: 409,
    description: 'It is being redriven, resolved or discarded',
    standardSchema: problemSchema,
  })
  async discard(
    @ZodParam('id', z.uuid()) id: string,
    @ZodBody(Reason) { reason }: z.output<typeof Reason>,
    @Operator() actor: string,
  ): Promise<SettledLetter> {
    const discarded = await discard(this.database, { ids: [id], actor, reason });
    if (discarded.length === 0)
      throw await this.#refused(
        { id, actor, act: 'discard' },
        (await redriveRefusal(this.database, { id, force: true })) ?? 'redriving',
      );
    this.messaging.wakeRecovery();
    return { id, status: 'discarded' };
  }

  @Post(':id/restore')
  @HttpCode(200)
  @ApiOperator()
  @ApiOperation({ summary: 'Takes a discard back, until the letter is dropped by age' })
  @ApiResponse({ status: 200, standardSchema: SettledLetter })
  @ApiResponse({ status: 409, description: 'It is not discarded', standardSchema: problemSchema })
  async restore(@ZodParam('id', z.uuid()) id: string, @Operator() actor: string): Promise<SettledLetter> {
    if (await restore(this.database, { id, actor })) return { id, status: 'dead' };
    if ((await deadLetter(this.database, id)) === undefined) throw unknown(id);
    await audit(this.database, { about: 'dead-letter', subject: id, actor, act: 'restore', why: 'not-discarded' });
    throw new Problem({ status: 409, code: 'dead-letter-not-discarded', detail: 'The dead letter is not discarded.' });
  }

  /** On record before it is answered. */
  async #refused(
    { id, ...act }: { readonly id: string; readonly actor: string; readonly act: string; readonly detail?: object },
    why: RefusalReason,
  ): Promise<Problem> {
    await audit(this.database, { about: 'dead-letter', subject: id, ...act, why });
    return refusal(id, why);
  }

  async #rehearse(wish: RedriveWish) {
    const { reason, undoneAt } = await rehearsed(this.database, wish);
    if (reason !== undefined) throw refusal(wish.id, reason);
    return { id: wish.id, dryRun: true, undoneAt };
  }
}

function refusal(id: string, reason: RefusalReason): Problem {
  switch (reason) {
    case 'unknown':
      return unknown(id);
    case 'unknown-edit':
      return new Problem({ status: 404, code: 'unknown-edit', detail: 'The dead letter has no such edit.' });
    case 'edit-not-approved':
      return new Problem({ status: 409, code: reason, detail: 'A second person has to approve the edit first.' });
    case 'redriven-too-often':
      return new Problem({
        status: 409,
        code: `dead-letter-${reason}`,
        detail: 'It has failed again too often; `force` redrives it all the same.',
      });
    default:
      return new Problem({ status: 409, code: `dead-letter-${reason}`, detail: `The dead letter is ${reason}.` });
  }
}

const unknown = (id: string): Problem =>
  new Problem({ status: 404, code: 'unknown-dead-letter', detail: `No dead letter has the id ${id}.` });
