import Table from 'cli-table3';
import { onOneLine } from './printable.js';

/** Without lines between the rows: what is listed is wide enough as it is. */
const compact = {
  mid: '',
  'left-mid': '',
  'mid-mid': '',
  'right-mid': '',
  left: '',
  right: '',
  middle: '  ',
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
};

/** No column is cut to less. */
const NARROWEST = 24;

/**
 * @param width of the terminal: only there are long cells cut, in the middle. @default uncut
 * where nobody looks, e.g. in a pipe
 */
export function tableOf(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined = process.stdout.columns,
): string {
  const cells = rows.map((row) => row.map(onOneLine));
  const widths = head.map((name, column) => Math.max(name.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const most = width === undefined ? widths : fitted(widths, width - 2 * (head.length - 1));
  const table = new Table({
    head: [...head],
    chars: compact,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...cells.map((row) => row.map((cell, column) => cut(cell, most[column] ?? cell.length))));
  return table.toString().replaceAll(/ +$/gm, '');
}

/** The widest give way until all fit, as far as they may. */
function fitted(widths: readonly number[], room: number): number[] {
  const left = [...widths];
  for (let over = left.reduce((sum, each) => sum + each, 0) - room; over > 0; over -= 1) {
    const widest = left.indexOf(Math.max(...left));
    if (left[widest]! <= NARROWEST) break;
    left[widest]! -= 1;
  }
  return left;
}

/** What a sentence begins and ends with tells it from others. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = length - 3;
  return `${text.slice(0, Math.ceil(kept / 2))}...${text.slice(text.length - Math.floor(kept / 2))}`;
}
