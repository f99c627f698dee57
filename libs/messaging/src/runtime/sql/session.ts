/**
 * What the text of values depends on, and what statements take for granted: set by each connection for itself, so that
 * no
 * `ALTER DATABASE` or `ALTER ROLE` changes what is read and written.
 */
const TEXT = {
  TimeZone: 'UTC',
  DateStyle: 'ISO,MDY',
  IntervalStyle: 'postgres',
  bytea_output: 'hex',
  extra_float_digits: 1,
  standard_conforming_strings: 'on',
  client_encoding: 'UTF8',
  default_transaction_isolation: 'read committed',
} as const;

/** The start-up `options` of a connection: the settings above, and its own. */
export const sessionOptions = (own: Readonly<Record<string, string | number>> = {}): string =>
  Object.entries({ ...TEXT, ...own })
    .map(([name, value]) => `-c ${name}=${String(value).replaceAll(/[\\ ]/g, '\\$&')}`)
    .join(' ');
