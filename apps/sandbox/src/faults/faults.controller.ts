import { Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { pageOf, pageQuery, positionOf, problemSchema, ZodBody, ZodParam, ZodQuery } from '@sagaworks/chassis';
import type { Rule } from '@sagaworks/messaging/faults';
import { z } from 'zod';
import { found } from '../books/http.js';
import { Faults } from './faults.js';
import { wish, type Wish } from './wish.js';

const query = pageQuery({});

/** Breaks the outside world. */
@ApiTags('faults')
@Controller('faults')
export class FaultsController {
  constructor(@Inject(Faults) private readonly faults: Faults) {}

  @Get()
  @ApiOperation({ summary: 'What goes wrong just now; the oldest first' })
  list(@ZodQuery(query) { limit, cursor }: z.output<typeof query>) {
    const after = positionOf(cursor, z.int()) ?? 0;
    return pageOf(
      this.faults.rules
        .list()
        .filter(({ id }) => Number(id) > after)
        .slice(0, limit + 1),
      limit,
      shown,
      ({ id }) => Number(id),
    );
  }

  @Post()
  @ApiOperation({ summary: 'Has a party misbehave: one operation or all, for a share, the next few, or a while' })
  @ApiResponse({ status: 201, description: 'The fault as it is in effect' })
  @ApiResponse({
    status: 400,
    description: 'Also: the party does not do this operation; `errors` says which it does',
    standardSchema: problemSchema,
  })
  set(@ZodBody(wish) body: Wish) {
    return shown(this.faults.rules.add(body));
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes one back' })
  remove(@ZodParam('id', z.string().max(20)) id: string): void {
    found(this.faults.rules.remove(id) || undefined, `No fault has the id ${id}.`);
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'Takes all back' })
  clear(): void {
    this.faults.rules.clear();
  }
}

const shown = ({
  id,
  wish: { party, fault, operation, key, share, times, delayMs },
  hits,
  state,
  since,
  until,
}: Rule<Wish>) => ({
  id,
  party,
  fault,
  operation: operation ?? null,
  key: key ?? null,
  share: share ?? null,
  times: times ?? null,
  delayMs: delayMs ?? null,
  hits,
  state,
  since,
  until,
});
