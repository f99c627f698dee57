const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:,]/g;

/**
 * The first name that stands twice in one object of this JSON; of text that is no JSON
 * whatever, for the parser to refuse.
 */
export function duplicateName(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(undefined);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const names = open.at(-1);
      if (names?.has(last) === true) return last;
      names?.add(last);
    } else if (token !== ',') last = token.includes('\\') ? unescaped(token) : token.slice(1, -1);
  }
  return undefined;
}

function unescaped(token: string): string {
  try {
    return JSON.parse(token) as string;
  } catch {
    return token;
  }
}
