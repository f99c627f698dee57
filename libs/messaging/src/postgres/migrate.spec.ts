import { describe, expect, it } from '@jest/globals';
import { migrationsLeft, type MigrationFile } from './migrate.js';

const files = (...names: string[]): MigrationFile[] => names.map((name) => ({ name, url: new URL(`file:///${name}`) }));
const LIBRARY = {
  before: files('001_inbox.sql', '002_outbox.sql'),
  baseline: files('0.1.0/1_inbox.sql', '0.1.0/2_outbox.sql'),
  since: files('100_ages.sql'),
};
function left(...applied: string[]) {
  const { run, mark } = migrationsLeft(new Set(applied), LIBRARY);
  return { run: run.map(({ name }) => name), mark: mark.map(({ name }) => name) };
}

describe('a database', () => {
  it('that is new gets the tables of the first release at once, then what was changed since', () => {
    expect(left()).toEqual({ run: ['0.1.0/1_inbox.sql', '0.1.0/2_outbox.sql', '100_ages.sql'], mark: [] });
  });

  it('that was made step by step goes on so, and has the tables of the first release then', () => {
    expect(left('001_inbox.sql')).toEqual({
      run: ['002_outbox.sql', '100_ages.sql'],
      mark: ['0.1.0/1_inbox.sql', '0.1.0/2_outbox.sql'],
    });
  });

  it('of either kind has nothing left to do once it is up to date', () => {
    const released = ['0.1.0/1_inbox.sql', '0.1.0/2_outbox.sql', '100_ages.sql'];
    expect(left(...released)).toEqual({ run: [], mark: [] });
    expect(left('001_inbox.sql', '002_outbox.sql', ...released)).toEqual({ run: [], mark: [] });
  });

  it('whose first run ended half-way goes on where it stood', () => {
    expect(left('0.1.0/1_inbox.sql')).toEqual({ run: ['0.1.0/2_outbox.sql', '100_ages.sql'], mark: [] });
  });
});
