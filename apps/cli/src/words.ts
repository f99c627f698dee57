import { InvalidArgumentError } from 'commander';
import type { Missing } from './lists.js';
import { onOneLine } from './printable.js';
import { tableOf } from './table.js';

/** Two columns, for one thing; what is absent is left out. */
export function fieldsOf(fields: Readonly<Record<string, string | number | null | undefined>>): string {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const width = Math.max(0, ...present.map(([name]) => name.length)) + 2;
  return present.map(([name, value]) => `${name.padEnd(width)}${onOneLine(String(value))}`).join('\n');
}

/** A table, or one line that says that there is nothing; whether there is more, and who has not answered. */
export function listText(
  what: string,
  { more, missing = [] }: { readonly more: boolean; readonly missing?: readonly Missing[] },
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const lines = [rows.length === 0 ? `no ${what}` : tableOf(head, rows)];
  if (more) lines.push(`... and more: --limit ${rows.length * 2}`);
  return [...lines, ...missingLines(missing)].join('\n');
}

/** One line for each service whose part is missing. */
export const missingLines = (missing: readonly Missing[]): string[] =>
  missing.map(({ service, why }) => `what ${service} has is missing: ${why}`);

/** How long ago, as people say it: `40 s`, `3 min`, `5 h`, `2 d`. */
export function ageOf(at: string | null | undefined, now = Date.now()): string {
  if (at === undefined || at === null) return '';
  return secondsText(Math.max(0, (now - Date.parse(at)) / 1_000));
}

/** `40 s`, `3 min`, `5 h`, `2 d`. */
export function secondsText(count: number): string {
  const seconds = Math.round(count);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3_600)} h` : `${Math.round(seconds / 86_400)} d`;
}

/** For options that are counts. */
export function positive(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('a whole number from 1 on was expected.');
  return number;
}

/** For options that are shares. */
export function shareOf(text: string): number {
  const share = Number(text);
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('a number above 0, up to 1, was expected.');
  return share;
}

/** Milliseconds: `250ms`, `30s`, `5m`. */
export function duration(text: string): number {
  const [, count, unit] = /^(\d+)(ms|[smh])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('how long, as 250ms, 30s, 5m or 1h, was expected.');
  return Number(count) * (unit === 'ms' ? 1 : UNITS[unit!]!);
}

const UNITS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A point in time, or how long ago: `2026-01-31T12:00:00Z`, `90m`, `2h`. */
export const moment = (text: string): string => timeIn(text, -1, 'how long ago');

/** A point in time, or how long from now. */
export const momentToCome = (text: string): string => timeIn(text, 1, 'how long from now');

function timeIn(text: string, direction: 1 | -1, how: string): string {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  const at = count === undefined ? Date.parse(text) : Date.now() + direction * Number(count) * UNITS[unit!]!;
  if (Number.isNaN(at))
    throw new InvalidArgumentError(
      `a time such as 2026-01-31T12:00:00Z, or ${how}, as 30s, 15m, 2h or 1d, was expected.`,
    );
  return new Date(at).toISOString();
}
