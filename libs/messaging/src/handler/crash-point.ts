import { readFileSync, rmSync } from 'node:fs';

/** Where a process can be made to die: with all statements issued but no COMMIT, and with the COMMIT done but nobody told. */
export type CrashPoint = 'before-commit' | 'after-commit';

/**
 * Dead unless the process started with `FAULTS=on` and `FAULTS_FILE`. A test arms it by writing `<point> <message type>` into
 * that file: the first process that gets there removes the file and kills itself with SIGKILL.
 */
export const crashPoint: (point: CrashPoint, types: () => readonly string[]) => void = armedBy(process.env['FAULTS'] === 'on' ? process.env['FAULTS_FILE'] : undefined);

function armedBy(file: string | undefined): typeof crashPoint {
  if (file === undefined) return () => undefined;
  return (point, types) => {
    const [armed, type] = read(file).trim().split(' ');
    if (armed !== point || type === undefined || !types().includes(type)) return;
    rmSync(file);
    process.kill(process.pid, 'SIGKILL');
  };
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
