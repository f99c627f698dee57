import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** The last lines of a log, read from its end: logs of a stack that runs for days are large. */
export function lastLines(file: string, count = 15): string {
  try {
    return tail(file).trimEnd().split('\n').slice(-count).join('\n');
  } catch {
    return '';
  }
}

function tail(file: string): string {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, 16_384));
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}
