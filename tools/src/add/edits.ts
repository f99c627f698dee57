import { NotAdded } from '../errors.js';

/** Changes the text of a file, or throws where its place is gone. Long lines are left to the formatter. */
export type Edit = (text: string, path: string) => string;

/** Behind a text that stands there once. */
export const behind =
  (anchor: string, added: string): Edit =>
  (text, path) => {
    const at = placeOf(anchor, text, path) + anchor.length;
    return text.slice(0, at) + added + text.slice(at);
  };

/** Before a text that stands there once. */
export const before =
  (anchor: string, added: string): Edit =>
  (text, path) => {
    const at = placeOf(anchor, text, path);
    return text.slice(0, at) + added + text.slice(at);
  };

/** Behind the first `end` that follows a text that stands there once. */
export const behindNext =
  (anchor: string, end: string, added: string): Edit =>
  (text, path) => {
    const at = text.indexOf(end, placeOf(anchor, text, path));
    if (at === -1) throw gone(end, path);
    return text.slice(0, at + end.length) + added + text.slice(at + end.length);
  };

export const atTheEnd =
  (added: string): Edit =>
  (text) =>
    text + added;

/** As the last item of the list that `opening`, which ends with its bracket, opens. */
export const asLastOf =
  (opening: string, item: string): Edit =>
  (text, path) => {
    const start = placeOf(opening, text, path) + opening.length;
    const end = closingOf(text, start, path);
    const items = text.slice(start, end).trim().replace(/,$/, '');
    return `${text.slice(0, start)}${items === '' ? '' : `${items}, `}${item}${text.slice(end)}`;
  };

/**
 * Adds names to what is imported from, or exported from, a module; adds the line where there is
 * none. A type is told by its `type `.
 */
export const named =
  (module: string, names: readonly string[], word: 'import' | 'export' = 'import'): Edit =>
  (text) => {
    const line = new RegExp(`^${word} \\{([^}]*)\\} from '${module.replaceAll('.', '\\.')}';\\n`, 'm');
    const known = line.exec(text);
    if (known === null) return withLine(text, `${word} { ${names.join(', ')} } from '${module}';\n`, module, word);
    const merged = names.reduce(
      inserted,
      known[1]!
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean),
    );
    return text.replace(line, `${word} { ${merged.join(', ')} } from '${module}';\n`);
  };

function inserted(names: readonly string[], name: string): string[] {
  if (names.includes(name)) return [...names];
  const at = names.findIndex((each) => orderOf(each) > orderOf(name));
  return at === -1 ? [...names, name] : [...names.slice(0, at), name, ...names.slice(at)];
}

/** Values by their letters, then types. */
const orderOf = (name: string): string =>
  name.startsWith('type ') ? `~${name.slice(5).toLowerCase()}` : name.toLowerCase();

function withLine(text: string, line: string, module: string, word: string): string {
  const lines = [...text.matchAll(new RegExp(`^${word} [^;]* from '([^']+)';\\n`, 'gm'))];
  const isNear = (other: string) => other.startsWith('.') === module.startsWith('.');
  const next = lines.find(([, other]) => isNear(other!) && sortable(other!) > sortable(module));
  const last = lines.at(-1);
  const at = next?.index ?? (last === undefined ? 0 : last.index + last[0].length);
  return text.slice(0, at) + line + text.slice(at);
}

/** Files of a folder above come before its own. */
const sortable = (module: string): string => module.replaceAll('../', ' ');

function placeOf(anchor: string, text: string, path: string): number {
  const at = text.indexOf(anchor);
  if (at === -1 || text.includes(anchor, at + 1)) throw gone(anchor, path);
  return at;
}

const gone = (anchor: string, path: string): NotAdded =>
  new NotAdded(`${path} has no place to add to: "${anchor.trim().split('\n')[0]}" should stand there once`);

function closingOf(text: string, start: number, path: string): number {
  let depth = 1;
  for (let at = start; at < text.length; at += 1) {
    if ('([{'.includes(text[at]!)) depth += 1;
    else if (')]}'.includes(text[at]!)) depth -= 1;
    if (depth === 0) return at;
  }
  throw gone(text.slice(start - 20, start), path);
}
