const NEEDS_ESCAPE = /["\\]/;

/**
 * A flat list as PostgreSQL's text form of an array, e.g. `{"a",NULL,1}`; `undefined` for a list of anything else,
 * which the driver turns into text itself. The driver's own looks through each text twice and copies it, quotes in it
 * or not.
 */
export function arrayLiteral(values: readonly unknown[]): string | undefined {
  let literal = '';
  for (const value of values) {
    const item = itemOf(value);
    if (item === undefined) return undefined;
    literal += literal === '' ? item : `,${item}`;
  }
  return `{${literal}}`;
}

function itemOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return NEEDS_ESCAPE.test(value) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `"${value}"`;
    case 'number':
    case 'bigint':
      return String(value);
    default:
      return value === null || value === undefined ? 'NULL' : undefined;
  }
}
