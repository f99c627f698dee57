import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { pageOf, pageQuery, positionOf, ZodQuery, type Page } from '@sagaworks/chassis';
import { money } from '@sagaworks/contracts';
import { z } from 'zod';
import { PrismaClient } from '../generated/client.js';

const query = pageQuery({});
const product = z.object({ sku: z.string(), name: z.string(), price: money });
const page = z.object({ items: z.array(product), nextCursor: z.string().nullable() });

@ApiTags('products')
@Controller('products')
export class ListProductsController {
  constructor(@Inject(PrismaClient) private readonly prisma: PrismaClient) {}

  @Get()
  @ApiOperation({ summary: 'What can be bought, and for how much' })
  @ApiResponse({ status: 200, standardSchema: page })
  async list(@ZodQuery(query) { limit, cursor }: z.output<typeof query>): Promise<Page<z.output<typeof product>>> {
    const after = positionOf(cursor, z.string());
    const rows = await this.prisma.product.findMany({
      orderBy: { sku: 'asc' },
      take: limit + 1,
      ...(after === undefined ? {} : { where: { sku: { gt: after } } }),
    });
    return pageOf(
      rows,
      limit,
      ({ sku, name, priceAmount, currency }) => ({ sku, name, price: { amount: priceAmount, currency } }),
      ({ sku }) => sku,
    );
  }
}
