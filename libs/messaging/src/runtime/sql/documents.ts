// An array parameter has each quote of each JSON text escaped and unescaped, which costs four times as much as one text
// cut at a character that JSON never holds unescaped.
const SEPARATOR = '\u001e';

/** Values as JSON texts in one statement parameter; `undefined` is NULL. */
export const documents = (values: readonly unknown[]): string =>
  values.map((value) => (value === undefined ? '' : JSON.stringify(value))).join(SEPARATOR);

/** The text[] of such a parameter, for `unnest`. */
export const documentsIn = (parameter: string): string => `string_to_array(${parameter}, E'\\x1e', '')`;
