import { NotAdded } from '../errors.js';
import type { Edit } from './edits.js';
import { camel, pascal, type StepNames } from './words.js';

const ROW =
  /^ {2}((?:step|pivot)\('[\w-]+',) +(\{ ask: \w+,) +(yes: \w+,) +(no: \w+,) +(\w+: '\w+'(?:,| \}\),)) *(.*)$/;

/** The steps of a saga's table that can be undone, in their order. */
export const stepsIn = (text: string): string[] =>
  [...text.matchAll(/^ {2}step\('([\w-]+)'/gm)].map(([, name]) => name!);

/** A row behind that of `after`; every row keeps its words under those of the others. */
export const withRow =
  (names: StepNames, after: string): Edit =>
  (text, path) => {
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.startsWith(`  step('${after}',`));
    if (at === -1)
      throw new NotAdded(`${path} has no step "${after}" that can be undone: they are ${stepsIn(text).join(', ')}`);
    return aligned([...lines.slice(0, at + 1), rowOf(names), ...lines.slice(at + 1)]).join('\n');
  };

const rowOf = ({ step, yes, no, undo, done }: StepNames): string =>
  `  step('${step}', { ask: ${camel(step)}, yes: ${pascal(yes)}, no: ${pascal(no)}, within: '30s', undo: { ask: ${camel(undo)}, done: ${pascal(done)} } }),`;

function aligned(lines: readonly string[]): string[] {
  const rows = lines.map((line) => ROW.exec(line)?.slice(1));
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(
      0,
      ...rows.flatMap((row) => (row === undefined || (row[5] === '' && column === 4) ? [] : [row[column]!.length])),
    ),
  );
  return rows.map((row, at) =>
    row === undefined
      ? lines[at]!
      : `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' ')}`.trimEnd(),
  );
}
