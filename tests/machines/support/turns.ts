import { services, type ServiceName } from '@sagaworks/tools';

const DAY = 86_400_000;

/**
 * Those that a fault is tried at in this run: with FAULT_SERVICE the one it names, or all; else the one whose turn it
 * is today, which is not the same for all.
 */
export function turnsOf(what: string, all: readonly ServiceName[]): readonly ServiceName[] {
  const wished = process.env['FAULT_SERVICE'] ?? '';
  if (wished === 'all') return all;
  if (wished !== '' && !services.some((name) => name === wished))
    throw new Error(`FAULT_SERVICE is ${wished}: it may be all or one of ${services.join(', ')}`);
  const turn = all.find((name) => name === wished) ?? all[(Math.floor(Date.now() / DAY) + what.length) % all.length]!;
  process.stdout.write(`  ${what}: ${turn}'s turn of ${all.join(', ')} (FAULT_SERVICE=<name> or all chooses)\n`);
  return [turn];
}
