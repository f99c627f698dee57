const VERB = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|LISTEN|NOTIFY)\b/i;
const TABLE = /\b(?:FROM|INTO|UPDATE|JOIN)\s+("?[a-z_][\w."]*)/i;

/** What a statement does, for its span: `INSERT INTO messaging.outbox`. Prepared statements are named by a hash. */
export function statementName(text: string): string {
  const verb = VERB.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
  if (verb === 'BEGIN' || verb === 'COMMIT' || verb === 'ROLLBACK') return verb;
  const table = TABLE.exec(text)?.[1]
    ?.replaceAll('"', '')
    .replace(/^public\./, '');
  if (table === undefined) return verb;
  return verb === 'SELECT' ? `SELECT FROM ${table}` : `${verb} ${table}`;
}
