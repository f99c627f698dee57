import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { summarise, type Consumer, type CpuProfile } from '../measure/profile.js';
import type { Measurement } from './results.js';

const most = 25;

/** What each service spent its CPU on at each level: one section for each, most expensive first. */
export function profilesOf(measurements: readonly Measurement[], folder: string): string {
  const files = readdirSync(folder).filter((name) => name.endsWith('.cpuprofile'));
  return measurements
    .flatMap((measurement) =>
      Object.entries(measurement.pids).map(([name, pid]) => {
        // CPU.<date>.<time>.<pid>.<thread>.<number>.cpuprofile
        const file = files.find((each) => each.split('.')[3] === String(pid));
        return file === undefined
          ? ''
          : section(measurement, name, JSON.parse(readFileSync(join(folder, file), 'utf8')) as CpuProfile);
      }),
    )
    .join('');
}

function section({ what, window, opened, closed }: Measurement, name: string, profile: CpuProfile): string {
  const { busyMs, functions, files } = summarise(profile, opened, closed);
  const line = ({ name: consumer, milliseconds }: Consumer) =>
    `  ${((100 * milliseconds) / busyMs).toFixed(1).padStart(5)} %  ${(milliseconds / window.orders).toFixed(3)} ms an order  ${consumer}\n`;
  const head = `${name}, ${what}, ${window.inFlight} in flight: busy for ${((100 * busyMs) / (window.seconds * 1000)).toFixed(0)} % of the time, ${(busyMs / window.orders).toFixed(2)} ms an order\n`;
  return `${head} by file or package\n${files.slice(0, most).map(line).join('')} by function\n${functions.slice(0, most).map(line).join('')}\n`;
}
