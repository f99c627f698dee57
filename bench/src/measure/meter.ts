import { cpuPerOrder, readCpu, type Cpu, type Roots } from './cpu.js';
import type { Measurement } from '../report/results.js';
import { othersShare, readMachine, type MachineTime } from './machine.js';

interface Snapshot {
  readonly cpu: Cpu;
  readonly machine: MachineTime;
}

/** Reads CPU times when the window opens and when it closes. */
export class CpuMeter {
  #before: Snapshot | undefined;
  #after: Snapshot | undefined;
  #backends: readonly number[] = [];

  constructor(private readonly roots: Roots) {}

  opened(backends: readonly number[]): void {
    this.#backends = backends;
    this.#before = this.#read();
  }

  closed(): void {
    this.#after = this.#read();
  }

  result(orders: number): Pick<Measurement, 'cpuPerOrder' | 'others' | 'opened' | 'closed'> {
    if (!this.#before || !this.#after) throw new Error('the window was never opened and closed');
    const { cpu: first, machine: begin } = this.#before;
    const { cpu: last, machine: end } = this.#after;
    const own = Object.keys(last).reduce((sum, name) => sum + (last[name] ?? 0) - (first[name] ?? 0), 0);
    return {
      cpuPerOrder: cpuPerOrder(first, last, orders),
      others: othersShare(begin, end, own),
      opened: begin.at * 1000,
      closed: end.at * 1000,
    };
  }

  #read(): Snapshot {
    return { cpu: readCpu(this.roots, { to: 'load', pids: this.#backends }), machine: readMachine() };
  }
}
