import { BadSetting } from '../errors.js';

/** A variable that a job cannot do without. */
export function setting(name: string, expected: string): string {
  const value = process.env[name];
  if (!value) throw new BadSetting(name, value, expected);
  return value;
}
