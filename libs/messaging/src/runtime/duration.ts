import { WrongDeclaration } from '../errors.js';

/** A length of time as people write it: `'500ms'`, `'30s'`, `'2m'`, `'1h'`. */
export type Duration = `${number}${keyof typeof MILLISECONDS}`;

const MILLISECONDS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds; `what` names the setting in the error. Throws `WrongDeclaration`. */
export function milliseconds(duration: Duration, what: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) ?? [];
  const value = Number(amount) * MILLISECONDS[unit as keyof typeof MILLISECONDS];
  if (!(value > 0))
    throw new WrongDeclaration(
      `${what} is '${duration}', which is no duration: write e.g. '500ms', '30s', '2m' or '1h'`,
    );
  return value;
}
