import { cpus, totalmem } from 'node:os';
import { read } from './proc.js';

/** CPU time since boot of all that runs on the machine, in milliseconds, and of the cores together. */
export interface MachineTime {
  readonly busyMs: number;
  /** Of the machine's monotonic clock, which all processes share. */
  readonly at: number;
}

/**
 * First line of `/proc/stat`: ticks of user, nice, system, idle, iowait, irq, softirq,
 * steal; guests are in user already.
 */
export function readMachine(text = read('/proc/stat') ?? '', at = Number(process.hrtime.bigint()) / 1e6): MachineTime {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (/^cpu +(.*)$/m.exec(text)?.[1] ?? '')
    .split(' ')
    .map(Number);
  return { busyMs: (user + nice + system + irq + softirq + steal) * 10, at };
}

/**
 * Share of the machine, 0 to 1, that went to others than those whose CPU time is given.
 * Includes what a hypervisor took.
 */
export function othersShare(before: MachineTime, after: MachineTime, ownMs: number, cores = cpus().length): number {
  const all = (after.at - before.at) * cores;
  return all <= 0 ? 0 : Math.max(0, after.busyMs - before.busyMs - ownMs) / all;
}

export function describeMachine() {
  return {
    cpus: cpus().length,
    model: cpus()[0]?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 1e9),
    node: process.version,
  };
}
