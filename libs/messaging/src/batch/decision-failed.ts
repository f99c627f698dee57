import type { WorkUnit } from '../handler/work-unit.js';

/** A decision threw: its unit alone is at fault, and the rest of the batch is run again without it. */
export class DecisionFailed {
  constructor(
    readonly unit: WorkUnit,
    readonly error: Error,
  ) {}
}
