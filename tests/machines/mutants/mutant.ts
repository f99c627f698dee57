/**
 * A rule of the protocol, broken in one place. It is planted into a source file as that is
 * loaded; what is stored stays as it is.
 */
export interface Mutant {
  /** What the code does then. */
  readonly name: string;
  /** What it ought to do. */
  readonly rule: string;
  /** From the root. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /**
   * Who has to find it: the simulation's judge, a pure spec where the simulation cannot see it, a test on
   * real processes where only those can.
   */
  readonly foundBy: 'simulation' | `spec ${string}` | `process ${string}`;
}

export type Plant = Pick<Mutant, 'file' | 'find' | 'replace'>;

/** Carries the one defect of a process, as JSON, to whoever loads its sources. */
export const PLANT = 'SAGAWORKS_PLANT';

/** The source with its defect. Throws when there is not exactly one place for it. */
export function planted(source: string, { file, find, replace }: Plant): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`${file} has this ${parts.length - 1} times, not once: ${find}`);
  return parts.join(replace);
}
