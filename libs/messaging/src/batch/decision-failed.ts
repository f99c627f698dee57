import type { Job } from '../handler/work-unit.js';

/** A decision threw: its job alone is at fault, and the rest of the batch is run again without it. */
export class DecisionFailed {
  constructor(readonly job: Job, readonly error: Error) {}
}
