import type { Faults } from '../faults/faults.js';
import type { WorkUnit } from '../handler/work-unit.js';
import type { Tx } from '../runtime/database.js';

/** First of all that follows the commit: nobody has heard of it then. */
export async function withFaults<T>(
  faults: Faults,
  tx: Tx,
  units: readonly WorkUnit[],
  run: (tx: Tx) => Promise<T>,
): Promise<T> {
  const messages = units.map(({ message }) => message);
  tx.afterCommit(() => faults.strike('after-commit', messages));
  const done = await run(tx);
  await faults.reach('before-commit', messages);
  return done;
}
