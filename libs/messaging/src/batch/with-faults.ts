import type { Faults } from '../faults/faults.js';
import type { WorkUnit } from '../handler/work-unit.js';
import type { TransactionOptions, Tx } from '../runtime/database.js';

/** First of all that follows the commit: nobody has heard of it then. */
export const faultAtCommit = (faults: Faults | undefined, units: readonly WorkUnit[]): TransactionOptions =>
  faults === undefined ? {} : { onCommit: () => faults.strike('after-commit', messagesOf(units)) };

const messagesOf = (units: readonly WorkUnit[]) => units.map(({ message }) => message);

export async function withFaults<T>(
  faults: Faults,
  tx: Tx,
  units: readonly WorkUnit[],
  run: (tx: Tx) => Promise<T>,
): Promise<T> {
  const done = await run(tx);
  await faults.reach('before-commit', messagesOf(units));
  return done;
}
