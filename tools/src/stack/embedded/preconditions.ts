import { mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { Missing } from '../../errors.js';
import { localFolder } from '../../paths.js';

const gigabyte = 1024 ** 3;

/** What the embedded stack needs of the machine; everything else says what it lacks when it is looked for. */
export function checkMachine(): void {
  if (process.platform !== 'linux') {
    throw new Missing('Linux', 'the embedded stack runs on Linux only; set STACK=containers or STACK=external');
  }
  if (freeDisk() < gigabyte) {
    throw new Missing(
      'disk space',
      `${inGigabytes(freeDisk())} is free where .local lies and 1 GB is needed: free some, or move the checkout`,
    );
  }
  if (freeMemory() < 2 * gigabyte) {
    throw new Missing(
      'memory',
      `${inGigabytes(freeMemory())} is available and 2 GB is needed: end other programs, or set STACK=external to use Kafka and PostgreSQL elsewhere`,
    );
  }
}

function freeDisk(): number {
  mkdirSync(localFolder, { recursive: true });
  const { bavail, bsize } = statfsSync(localFolder);
  return bavail * bsize;
}

/** What a new program may take without swapping, which is more than what lies unused. */
function freeMemory(): number {
  const kilobytes = /^MemAvailable:\s+(\d+)/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
  return Number(kilobytes ?? Infinity) * 1024;
}

function inGigabytes(bytes: number): string {
  return `${(bytes / gigabyte).toFixed(1)} GB`;
}
