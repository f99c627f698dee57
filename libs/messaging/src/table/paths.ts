/** A place in a row, dotted: `amount.currency`. */
export type Path = string;

export const valueAt = (row: object, path: Path): unknown =>
  path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], row);

/**
 * An object that has these values at these places; what is null or undefined is left out, and with
 * it what would hold nothing else.
 */
export function objectOf(values: readonly (readonly [Path, unknown])[]): object {
  const row: Record<string, unknown> = {};
  for (const [path, value] of values) {
    if (value === null || value === undefined) continue;
    const names = path.split('.');
    const last = names.pop()!;
    const holder = names.reduce((outer, name) => (outer[name] ??= {}) as Record<string, unknown>, row);
    holder[last] = value;
  }
  return row;
}
