import type { Tx } from '../../runtime/database.js';
import type { Logger } from '../../runtime/logger.js';
import type { ChangedSaga } from './stored.js';

/** Logs, once the transaction is committed, that an instance waits for a person. */
export function tellStuck(tx: Tx, changed: readonly ChangedSaga[], log: Logger): void {
  for (const { instance, transitions } of changed) {
    const { id: sagaId, saga, businessKey, phase } = instance;
    if (
      phase.status !== 'needs-operator' ||
      !transitions.some(({ lines }) => lines.some(({ kind }) => kind === 'needs-operator'))
    )
      continue;
    tx.afterCommit(() => log.error({ sagaId, saga, businessKey, ...phase.stuck }, 'a saga needs an operator'));
  }
}
