/** Whether PostgreSQL takes all text in it, whatever its field allows: none with a NUL, or half a surrogate pair. */
export function isStorable(value: unknown): boolean {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0');
  if (typeof value !== 'object' || value === null) return true;
  for (const name in value)
    if (!isStorable(name) || !isStorable((value as Record<string, unknown>)[name])) return false;
  return true;
}

/** Where the text is that cannot be stored. */
export function unstorable(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return isStorable(value) ? [] : [path];
  return Object.entries(value).flatMap(([name, each]) => [
    ...unstorable(name, [...path, name]),
    ...unstorable(each, [...path, name]),
  ]);
}
