import { callMutants } from './defects/calls.js';
import { inboxMutants } from './defects/inbox.js';
import { outboxMutants } from './defects/outbox.js';
import { kafkaMutants } from './defects/kafka.js';
import { processMutants } from './defects/processes.js';
import { operatorMutants } from './defects/operators.js';
import { recoveryMutants } from './defects/recovery.js';
import { sagaMutants } from './defects/sagas.js';
import { serviceMutants } from './defects/services.js';
import type { Mutant } from './mutant.js';

export const mutants: readonly Mutant[] = [
  ...inboxMutants,
  ...recoveryMutants,
  ...operatorMutants,
  ...outboxMutants,
  ...callMutants,
  ...sagaMutants,
  ...serviceMutants,
  ...processMutants,
  ...kafkaMutants,
];
