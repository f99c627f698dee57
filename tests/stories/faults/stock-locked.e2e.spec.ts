import { expect, it } from '@jest/globals';
import { lockStock } from '../../machines/support/locked-stock.js';
import { survives } from '../../machines/support/under-load.js';

const BURNT =
  'SELECT key FROM messaging.parked_sequence WHERE tries > 0 UNION ALL SELECT key FROM messaging.dead_letter';

it("orders wait and burn no tries while somebody else's transaction holds the rows that they need, and end when it lets go", async () => {
  await survives(async (system) => {
    const stock = await lockStock(system);
    expect(await system.rows('inventory', BURNT)).toEqual([]);
    await stock.release();
  });
}, 240_000);
