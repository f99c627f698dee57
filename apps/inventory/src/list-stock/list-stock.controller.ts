import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { pageOf, pageQuery, positionOf, ZodQuery, type Page } from '@sagaworks/chassis';
import { z } from 'zod';
import { PrismaClient } from '../generated/client.js';

const query = pageQuery({});
const level = z.object({ sku: z.string(), available: z.int(), reserved: z.int(), shipped: z.int() });
const levels = z.object({ items: z.array(level), nextCursor: z.string().nullable() });

/** Where the stock of each sku is; the sum of the three never changes by an order. */
@ApiTags('stock')
@Controller('stock')
export class ListStockController {
  constructor(@Inject(PrismaClient) private readonly prisma: PrismaClient) {}

  @Get()
  @ApiOperation({ summary: 'Stock levels by sku' })
  @ApiResponse({ status: 200, standardSchema: levels })
  async list(@ZodQuery(query) { limit, cursor }: z.output<typeof query>): Promise<Page<z.output<typeof level>>> {
    const after = positionOf(cursor, z.string());
    const rows = await this.prisma.stock.findMany({
      orderBy: { sku: 'asc' },
      take: limit + 1,
      ...(after === undefined ? {} : { where: { sku: { gt: after } } }),
    });
    return pageOf(
      rows,
      limit,
      (row) => row,
      ({ sku }) => sku,
    );
  }
}
