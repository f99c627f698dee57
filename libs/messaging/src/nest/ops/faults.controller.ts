import { Controller, Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse } from '@nestjs/swagger';
import {
  ApiOperator,
  LOGGER,
  Operator,
  Ops,
  pageOf,
  pageQuery,
  positionOf,
  Problem,
  problemSchema,
  ZodBody,
  ZodParam,
  ZodQuery,
} from '@sagaworks/chassis';
import { z } from 'zod';
import { faultWish, type FaultWish } from '../../faults/fault-wish.js';
import type { Faults } from '../../faults/faults.js';
import { FAULT_POINTS, faultPoints } from '../../faults/points.js';
import type { Rule } from '../../faults/rule-set.js';
import type { Logger } from '../../runtime/logger.js';
import { FAULTS } from '../messaging/tokens.js';
import { FaultItem, FaultList } from '../../operations/schemas/faults.js';
import { numberPosition } from './number-position.js';

const page = pageQuery({});
const points = FAULT_POINTS.map((point) => ({
  point,
  what: faultPoints[point].what,
  actions: faultPoints[point].actions,
  choosesMessages: faultPoints[point].knowsMessage,
}));

/** Breaks this process at a boundary of the protocol. Rules die with the process. */
@Ops()
@Controller('ops/faults')
export class FaultsController {
  constructor(
    @Inject(FAULTS) private readonly faults: Faults | undefined,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Where this process can be broken, and what is in effect; the oldest first' })
  @ApiResponse({ status: 200, standardSchema: FaultList })
  list(@ZodQuery(page) { limit, cursor }: z.output<typeof page>): FaultList {
    const after = Number(positionOf(cursor, numberPosition) ?? 0);
    const rules = (this.faults?.rules.list() ?? []).filter(({ id }) => Number(id) > after);
    return { isOn: this.faults !== undefined, points, ...pageOf(rules, limit, shown, ({ id }) => id) };
  }

  @Post()
  @ApiOperator()
  @ApiOperation({ summary: 'Breaks it: at a point, for a type, a key, a share, the next few, or a while' })
  @ApiResponse({ status: 201, description: 'The fault as it is in effect', standardSchema: FaultItem })
  @ApiResponse({
    status: 400,
    description: 'Also: the point does not take this action; `errors` says which it takes',
    standardSchema: problemSchema,
  })
  @ApiResponse({ status: 409, description: 'The process was started without FAULTS=on', standardSchema: problemSchema })
  set(@ZodBody(faultWish) wish: FaultWish, @Operator() actor: string): FaultItem {
    if (this.faults === undefined)
      throw new Problem({
        status: 409,
        code: 'faults-off',
        detail: 'This process takes no faults: start it with the setting FAULTS=on.',
      });
    const rule = this.faults.rules.add(wish);
    this.log.warn({ fault: rule.id, ...wish, actor }, 'a fault is set');
    return shown(rule);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperator()
  @ApiOperation({ summary: 'Takes one back' })
  @ApiResponse({ status: 204, description: 'It is taken back' })
  @ApiResponse({ status: 404, standardSchema: problemSchema })
  remove(@ZodParam('id', z.string().max(20)) id: string, @Operator() actor: string): void {
    if (!this.faults?.rules.remove(id))
      throw new Problem({ status: 404, code: 'unknown-fault', detail: `No fault has the id ${id}.` });
    this.log.warn({ fault: id, actor }, 'a fault is cleared');
  }

  @Delete()
  @HttpCode(204)
  @ApiOperator()
  @ApiOperation({ summary: 'Takes all back' })
  @ApiResponse({ status: 204, description: 'None is in effect any more' })
  clear(@Operator() actor: string): void {
    this.faults?.rules.clear();
    this.log.warn({ actor }, 'all faults are cleared');
  }
}

const shown = ({ id, wish, hits, state, since, until }: Rule<FaultWish>): FaultItem => ({
  id,
  point: wish.point,
  action: wish.action,
  type: wish.type ?? null,
  key: wish.key ?? null,
  share: wish.share ?? null,
  times: wish.times ?? null,
  delayMs: wish.delayMs ?? null,
  hits,
  state,
  since,
  until,
});
