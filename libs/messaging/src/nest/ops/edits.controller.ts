import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { z } from 'zod';
import type { Database } from '../../handler/database.js';
import { Messaging } from '../../messaging.js';
import { approve, listEdits, type Edit } from '../../recovery/desk/approve.js';
import { edit } from '../../recovery/desk/edit.js';
import { noteRefusal } from '../../recovery/desk/refusals.js';
import { problemSchema } from '../http/openapi.js';
import { Problem } from '../http/problem.js';
import { ZodBody, ZodParam } from '../http/zod.js';
import { DATABASE } from '../messaging/tokens.js';
import { ApiOperator, NamedOperator, Reason } from './operator.js';
import { Ops } from './ops.guard.js';

const wish = Reason.extend({
  data: z.json().describe('The whole new value; headers, key and id stay as they are'),
  dryRun: z.boolean().default(false).describe('Only tell what it would change'),
});

@Ops()
@Controller('ops/dead-letters/:id/edits')
export class EditsController {
  constructor(@Inject(DATABASE) private readonly database: Database, @Inject(Messaging) private readonly messaging: Messaging) {}

  @Get()
  @ApiOperation({ summary: 'Other values that were kept for a dead letter' })
  async list(@ZodParam('id', z.uuid()) id: string) {
    return { items: await listEdits(this.database, id), nextCursor: null };
  }

  @Post()
  @ApiOperator()
  @ApiOperation({ summary: 'Keeps another value for a dead letter, held against its schema; redrive it by its id' })
  @ApiResponse({ status: 409, description: 'It is being redriven, resolved or discarded, or of a type that is not handled here', standardSchema: problemSchema })
  @ApiResponse({ status: 422, description: 'It does not fit the schema; `errors` say where', standardSchema: problemSchema })
  async edit(@ZodParam('id', z.uuid()) id: string, @ZodBody(wish) { data, reason, dryRun }: z.output<typeof wish>, @NamedOperator() operator: string | undefined) {
    const actor = named(operator);
    const result = await edit(this.database, (type) => this.messaging.contractOf(type), { id, data, reason, actor, dryRun });
    const why = result.kind === 'refused' ? result.reason : 'does-not-fit';
    if (result.kind !== 'kept' && !dryRun) await noteRefusal(this.database, { id, actor, act: 'edit', why });
    switch (result.kind) {
      case 'kept': return { id: result.id, dryRun, diff: result.diff, needsApproval: result.needsApproval };
      case 'faulty': throw new Problem({ status: 422, code: 'invalid-edit', detail: 'The value does not fit the message type.', errors: result.faults, more: { diff: result.diff } });
      case 'refused': throw new Problem({ status: result.reason === 'unknown' ? 404 : 409, code: `dead-letter-${result.reason}`, detail: `The dead letter is ${result.reason.replace('-', ' of an ')}.` });
      default: return result satisfies never;
    }
  }

  @Post(':edit/approve')
  @HttpCode(200)
  @ApiOperator()
  @ApiOperation({ summary: 'A second person agrees to an edit that needs it' })
  @ApiResponse({ status: 409, description: 'It is your own, approved already, or needs nobody', standardSchema: problemSchema })
  async approve(@ZodParam('id', z.uuid()) id: string, @ZodParam('edit', z.uuid()) edit: string, @NamedOperator() operator: string | undefined) {
    const actor = named(operator);
    if (await approve(this.database, id, edit, actor)) return { id: edit, approved: true };
    const known = (await listEdits(this.database, id)).find((each) => each.id === edit);
    await noteRefusal(this.database, { id, actor, act: 'approve', edit, why: whyNotApproved(known, actor) });
    if (known === undefined) throw new Problem({ status: 404, code: 'unknown-edit', detail: 'The dead letter has no such edit.' });
    throw new Problem({ status: 409, code: 'edit-not-to-approve', detail: 'The edit is your own, approved already, or needs nobody.' });
  }
}

function whyNotApproved(edit: Edit | undefined, actor: string): string {
  if (edit === undefined) return 'unknown-edit';
  if (!edit.needsApproval) return 'needs-nobody';
  return edit.actor === actor ? 'own-edit' : 'approved-already';
}

function named(operator: string | undefined): string {
  if (operator !== undefined) return operator;
  throw new Problem({ status: 400, code: 'operator-missing', detail: 'Say who you are in the header X-Operator.', errors: [{ path: 'X-Operator', message: 'is missing' }] });
}
