import type { Window } from '../load/messages.js';
import type { Memory } from '../measure/memory.js';
import type { ServiceMetrics } from '../measure/service-metrics.js';

/** One level of load on one thing, measured once. */
export interface Measurement {
  /** `floor`, or the name of the setting. */
  readonly what: string;
  readonly run: number;
  readonly window: Window;
  /** Milliseconds of CPU an order by process. */
  readonly cpuPerOrder: Readonly<Record<string, number>>;
  /** Share of the machine (0 to 1) that was taken by something else: figures with much of it say little. */
  readonly others: number;
  readonly memory: Readonly<Record<string, Memory>>;
  readonly pids: Readonly<Record<string, number>>;
  /** When the window opened and closed, in microseconds of the machine's monotonic clock. */
  readonly opened: number;
  readonly closed: number;
  /** Absent for the floor. */
  readonly services?: ServiceMetrics;
}

export interface Results {
  readonly startedAt: string;
  readonly machine: { readonly cpus: number; readonly model: string; readonly memoryGb: number; readonly node: string };
  /** The setting that the targets are about. */
  readonly main: string;
  readonly measurements: readonly Measurement[];
  /** Settings that were left out, and why. */
  readonly leftOut: readonly string[];
}

export const floorName = 'floor';
