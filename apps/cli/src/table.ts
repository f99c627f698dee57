import Table from 'cli-table3';

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

export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = new Table({
    head: [...head],
    chars: compact,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString().replaceAll(/ +$/gm, '');
}
