/** `screen-order` to `ScreenOrder`. */
export const pascal = (kebab: string): string =>
  kebab.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** `screen-order` to `screenOrder`. */
export const camel = (kebab: string): string =>
  kebab.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

export const snake = (kebab: string): string => kebab.replaceAll('-', '_');

/** `address-check` to `address check`. */
export const spoken = (kebab: string): string => kebab.replaceAll('-', ' ');

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const IRREGULAR: Readonly<Record<string, string>> = {
  send: 'sent',
  hold: 'held',
  take: 'taken',
  give: 'given',
  make: 'made',
  find: 'found',
  pay: 'paid',
  put: 'put',
  set: 'set',
  tell: 'told',
  write: 'written',
};

/** What something is once that was done to it: `screen` to `screened`. */
export function participle(verb: string): string {
  if (IRREGULAR[verb] !== undefined) return IRREGULAR[verb];
  if (verb.endsWith('e')) return `${verb}d`;
  return /[^aeiou]y$/.test(verb) ? `${verb.slice(0, -1)}ied` : `${doubled(verb)}ed`;
}

/** The doing of it: `screen` to `screening`. */
export const gerund = (verb: string): string =>
  /[^e]e$/.test(verb) ? `${verb.slice(0, -1)}ing` : `${doubled(verb)}ing`;

/** `wrap` and `label` double their last letter, `screen` and `check` do not. */
const doubled = (verb: string): string =>
  /^[^aeiou]*[aeiou][bdgmnprt]$|[^aeiou][aeiou]l$/.test(verb) ? verb + verb.at(-1)! : verb;

export const plural = (noun: string): string =>
  /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`;

/** What each thing of a step is called. `record`: what the participant keeps of it, a row a saga. */
export interface StepNames {
  readonly step: string;
  readonly service: string;
  readonly record: string;
  readonly records: string;
  readonly past: string;
  readonly yes: string;
  readonly no: string;
  readonly undo: string;
  readonly done: string;
}

/** Steps are called by a verb and what it is done to. */
export function namesOf(step: string, service: string, record = gerund(step.slice(0, step.indexOf('-')))): StepNames {
  const verb = step.slice(0, step.indexOf('-'));
  const past = participle(verb);
  return {
    step,
    service,
    record,
    records: plural(record),
    past,
    yes: `${step.slice(verb.length + 1)}-${past}`,
    no: `${record}-refused`,
    undo: `cancel-${record}`,
    done: `${record}-cancelled`,
  };
}
