import { describe, expect, it } from '@jest/globals';
import { statementName } from './statement-name.js';

describe('a statement is named by what it does', () => {
  it.each([
    ['SELECT a, b FROM messaging.inbox WHERE id = ANY($1)', 'SELECT FROM messaging.inbox'],
    ['SELECT "public"."products"."sku" FROM "public"."products" WHERE 1=1', 'SELECT FROM products'],
    ['INSERT INTO charges (a) SELECT * FROM unnest($1::text[])', 'INSERT INTO charges'],
    ['UPDATE stock s SET held = u.held FROM unnest($1) AS u', 'UPDATE stock'],
    ['DELETE FROM messaging.outbox WHERE id < $1', 'DELETE FROM messaging.outbox'],
    ['BEGIN; SELECT now() AS now', 'BEGIN'],
    ['SELECT pg_advisory_xact_lock($1)', 'SELECT'],
    ['VACUUM', 'SQL'],
  ])('%s', (text, name) => {
    expect(statementName(text)).toBe(name);
  });
});
