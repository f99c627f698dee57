/** What a terminal obeys instead of showing: control characters, and formats that turn text round or hide it. */
const OBEYED = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from outside for people to read, on one line: what a terminal would obey stands as `\u001b`. */
export const onOneLine = (text: string): string =>
  text.replace(OBEYED, (found) =>
    found
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
