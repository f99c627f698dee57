/**
 * What a terminal obeys instead of showing: control characters, and formats that turn text
 * round or hide it. Lines may end.
 */
const OBEYED = /[\p{Cf}\p{Zl}\p{Zp}\p{Cs}]|(?!\n)\p{Cc}/gu;

/**
 * Text from outside, as it can be shown: what a terminal would obey stands as `\u001b`. In JSON, where such characters
 * are only within strings, it means the same as before.
 */
export const printable = (text: string): string =>
  text.replace(OBEYED, (found) =>
    found
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );

/** The same where no line may end: in a cell, or beside a name. */
export const onOneLine = (text: string): string => printable(text.replaceAll('\n', '\\n'));
