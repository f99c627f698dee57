import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import { ApiOperator, NamedOperator, Ops, Problem, problemSchema, Reason, ZodBody, ZodParam } from '@sagaworks/chassis';
import { z } from 'zod';
import type { Database } from '../../runtime/database.js';
import { Messaging } from '../../messaging.js';
import { approve, listEdits } from '../../operations/dead-letters/approve.js';
import { edit, type EditResult } from '../../operations/dead-letters/edit.js';
import { LOCKED_HEADERS } from '../../operations/dead-letters/mended-headers.js';
import { audit } from '../../recovery/audit.js';
import { DATABASE } from '../messaging/tokens.js';
import { listSchema } from '../../operations/schemas/common.js';
import { ApprovedEdit, KeptEdit, LetterEdit } from '../../operations/schemas/dead-letters.js';

const header = z.string().min(1).max(200);
const wish = Reason.extend({
  data: z.json().optional().describe("The whole new value; the original's bytes where it is absent"),
  headers: z
    .record(header, z.string().max(10_000).nullable())
    .optional()
    .describe(
      `Headers to mend, e.g. ce_type, ce_time, ce_source, content-type; null takes one away, what is not named stays. Locked are the key of the record, ${LOCKED_HEADERS}; and ce_source where ce_id is no UUID. A locked one that cannot be read may be mended`,
    ),
  dryRun: z.boolean().default(false).describe('Only tell what it would change'),
}).refine(({ data, headers }) => data !== undefined || Object.keys(headers ?? {}).length > 0, {
  error: 'Say what to mend: data, headers or both',
  path: ['data'],
});

@Ops()
@Controller('ops/dead-letters/:id/edits')
export class EditsController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(Messaging) private readonly messaging: Messaging,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Edits that were kept for a dead letter, the oldest first' })
  @ApiResponse({ status: 200, standardSchema: listSchema(LetterEdit) })
  async list(@ZodParam('id', z.uuid()) id: string) {
    return { items: await listEdits(this.database, id), nextCursor: null };
  }

  @Post()
  @ApiOperator({ needed: true })
  @ApiOperation({
    summary:
      'Keeps another value, other headers or both for a dead letter, held against its schema; redrive it by its id',
  })
  @ApiResponse({ status: 201, standardSchema: KeptEdit })
  @ApiResponse({
    status: 409,
    description: 'It is being redriven, resolved or discarded, or of a type that is not handled here',
    standardSchema: problemSchema,
  })
  @ApiResponse({
    status: 422,
    description: 'It does not fit the schema, or a header is locked; `errors` say where',
    standardSchema: problemSchema,
  })
  async edit(
    @ZodParam('id', z.uuid()) id: string,
    @ZodBody(wish) { data, headers, reason, dryRun }: z.output<typeof wish>,
    @NamedOperator() operator: string | undefined,
  ): Promise<KeptEdit> {
    const actor = named(operator);
    const result = await edit(this.database, (type) => this.messaging.contractOf(type), {
      id,
      ...(data === undefined ? {} : { data }),
      ...(headers === undefined ? {} : { headers }),
      reason,
      actor,
      dryRun,
    });
    const why = result.kind === 'refused' ? result.reason : 'does-not-fit';
    if (result.kind !== 'kept' && !dryRun)
      await audit(this.database, { about: 'dead-letter', subject: id, actor, act: 'edit', why });
    switch (result.kind) {
      case 'kept':
        return {
          id: result.id,
          dryRun,
          diff: result.diff,
          headerDiff: result.headerDiff,
          needsApproval: result.needsApproval,
        };
      case 'unfit':
        throw new Problem({
          status: 422,
          code: 'invalid-edit',
          detail: 'The edit cannot be kept.',
          errors: result.issues,
          more: { diff: result.diff, headerDiff: result.headerDiff },
        });
      case 'refused':
        throw refusal(result);
      default:
        return result satisfies never;
    }
  }

  @Post(':edit/approve')
  @HttpCode(200)
  @ApiOperator({ needed: true })
  @ApiOperation({ summary: 'A second person agrees to an edit that needs it' })
  @ApiResponse({ status: 200, standardSchema: ApprovedEdit })
  @ApiResponse({
    status: 409,
    description: 'It is your own, approved already, or needs nobody',
    standardSchema: problemSchema,
  })
  async approve(
    @ZodParam('id', z.uuid()) id: string,
    @ZodParam('edit', z.uuid()) edit: string,
    @NamedOperator() operator: string | undefined,
  ): Promise<ApprovedEdit> {
    const actor = named(operator);
    if (await approve(this.database, id, edit, actor)) return { id: edit, approved: true };
    const known = (await listEdits(this.database, id)).find((each) => each.id === edit);
    const why = whyNotApproved(known, actor);
    await audit(this.database, { about: 'dead-letter', subject: id, actor, act: 'approve', why, detail: { edit } });
    if (known === undefined)
      throw new Problem({ status: 404, code: 'unknown-edit', detail: 'The dead letter has no such edit.' });
    throw new Problem({
      status: 409,
      code: 'edit-not-to-approve',
      detail: 'The edit is your own, approved already, or needs nobody.',
    });
  }
}

function refusal(refused: EditResult & { readonly kind: 'refused' }): Problem {
  switch (refused.reason) {
    case 'unknown':
      return new Problem({ status: 404, code: 'unknown-dead-letter', detail: 'There is no such dead letter.' });
    case 'unknown-type':
      return new Problem({
        status: 409,
        code: 'dead-letter-unknown-type',
        detail: `Nothing here handles ${refused.type}: an edit may give another ce_type in headers.`,
      });
    default:
      return new Problem({
        status: 409,
        code: `dead-letter-${refused.reason}`,
        detail: `The dead letter is ${refused.reason}.`,
      });
  }
}

function whyNotApproved(edit: LetterEdit | undefined, actor: string): string {
  if (edit === undefined) return 'unknown-edit';
  if (!edit.needsApproval) return 'needs-nobody';
  return edit.actor === actor ? 'own-edit' : 'approved-already';
}

function named(operator: string | undefined): string {
  if (operator !== undefined) return operator;
  throw new Problem({
    status: 400,
    code: 'operator-missing',
    detail: 'Say who you are in the header X-Operator.',
    errors: [{ path: 'X-Operator', message: 'is missing' }],
  });
}
