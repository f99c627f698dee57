import pg from 'pg';
import { DatabaseAway, MessagingError, RowLocked, SagaExists, TransactionLost } from '../errors.js';

/** SQLSTATEs after which the same work is simply run again (PostgreSQL, appendix A). */
const RUN_AGAIN = new Set(['40001', '40P01', '57014', '25P03', '25P04', '25P02']);
/** After `lock_timeout`. */
const LOCK_NOT_AVAILABLE = '55P03';
/** What keeps a saga's business key, and its id, unique. */
const SAGA_KEYS = new Set(['saga_instance_saga_business_key_key', 'saga_instance_pkey']);
/**
 * SQLSTATEs, or classes of them, that say the server is not there for us: connection, resources (a full
 * disk, memory), operator intervention, system error; read-only, as after a failover; a password or
 * database that is not what it was when we started.
 */
const AWAY = ['08', '53', '57P', '58', '25006', '28', '3D'];
/** What readiness says, too. */
export const NOT_MIGRATED =
  'the database lacks tables of messaging: run the migrations of this version, and the service goes on by itself';
const SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENOENT',
]);

/**
 * A row for which there is no partition: a check that fails names its constraint. Upkeep
 * makes it, and everything goes on.
 */
const hasNoPartition = (code: string, constraint: string): boolean => code === '23514' && constraint === '';
/**
 * Tables of the library that are not there: the database was not migrated yet. Nothing that is asked of it can be done,
 * nor be put aside.
 */
const isNotMigrated = (code: string, message: string): boolean =>
  (code === '42P01' && message.includes('"messaging.')) || (code === '3F000' && message.includes('"messaging"'));
/** What was asked of a server that could not be reached, whatever the driver says about it. */
export const unreachable = (error: unknown): Error => {
  const classified = classify(error);
  if (classified instanceof MessagingError || error instanceof pg.DatabaseError) return classified;
  return new DatabaseAway(`no connection to the database: ${classified.message}`, { cause: error });
};

/** The library's error for a driver's error, or the error itself where neither running again nor waiting helps. */
export function classify(error: unknown): Error {
  if (error instanceof MessagingError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const { code = '', constraint = '', detail = '' } = cause as { code?: string; constraint?: string; detail?: string };
  if (code === LOCK_NOT_AVAILABLE) return new RowLocked(`a row is locked: ${cause.message}`, { cause });
  if (RUN_AGAIN.has(code))
    return new TransactionLost(`the transaction was ended by PostgreSQL (${code}): ${cause.message}`, { cause });
  if (code === '23505' && SAGA_KEYS.has(constraint))
    return new SagaExists(`a saga was started that has an instance already: ${detail}`, { cause });
  if (isNotMigrated(code, cause.message))
    return new DatabaseAway(`${NOT_MIGRATED} (${code}: ${cause.message})`, { cause });
  if (
    SOCKET.has(code) ||
    hasNoPartition(code, constraint) ||
    AWAY.some((prefix) => code.startsWith(prefix)) ||
    /^(Connection terminated|Client (was closed|has encountered)|timeout expired|Query read timeout)/.test(
      cause.message,
    )
  ) {
    return new DatabaseAway(`the database cannot be used${code ? ` (${code})` : ''}: ${cause.message}`, { cause });
  }
  return cause;
}
