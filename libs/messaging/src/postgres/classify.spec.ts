import { describe, expect, it } from '@jest/globals';
import { DatabaseAway, InvalidMessage, RowLocked, SagaExists, TransactionLost } from '../errors.js';
import { classify } from './classify.js';

const failure = (code: string, more: object = {}): Error =>
  Object.assign(new Error('told by the driver'), { code, ...more });

describe('an error of the driver', () => {
  it.each(['40001', '40P01', '57014', '25P02'])('%s means that the transaction is run again', (code) => {
    expect(classify(failure(code))).toBeInstanceOf(TransactionLost);
  });

  it('that no partition takes a row means that the database is away; that a check refuses it means the row', () => {
    expect(classify(failure('23514'))).toBeInstanceOf(DatabaseAway);
    expect(classify(failure('23514', { constraint: 'stock_not_negative' }))).not.toBeInstanceOf(DatabaseAway);
  });

  it('55P03 means that somebody holds a row', () => {
    expect(classify(failure('55P03'))).toBeInstanceOf(RowLocked);
  });

  it.each([
    'ECONNREFUSED',
    'ENOTFOUND',
    'EAI_AGAIN',
    '08006',
    '57P01',
    '58030',
    // Disk full, out of memory, too many connections, a configured limit; a standby, or a
    // server that was made read-only.
    '53100',
    '53200',
    '53300',
    '53400',
    '25006',
    // Its password, or its name, is not what it was when this process started.
    '28P01',
    '28000',
    '3D000',
  ])('%s means that the database is away', (code) => {
    expect(classify(failure(code))).toBeInstanceOf(DatabaseAway);
  });

  it.each([
    ['42P01', 'relation "messaging.inbox" does not exist'],
    ['3F000', 'schema "messaging" does not exist'],
  ])('%s about the library’s tables means that nothing can be done before they are made', (code, message) => {
    expect(classify(Object.assign(new Error(message), { code }))).toMatchObject({
      constructor: DatabaseAway,
      message: expect.stringContaining('run the migrations'),
    });
    const other = Object.assign(new Error(message.replace('messaging', 'orders')), { code });
    expect(classify(other)).toBe(other);
  });

  it("about a saga's key means that the saga exists; about another key it is nothing of ours", () => {
    expect(classify(failure('23505', { constraint: 'saga_instance_saga_business_key_key' }))).toBeInstanceOf(
      SagaExists,
    );
    const other = failure('23505', { constraint: 'orders_pkey' });
    expect(classify(other)).toBe(other);
  });

  it('stays what it is when it is one of ours already, and is an error when it was none', () => {
    const ours = new InvalidMessage('no');
    expect(classify(ours)).toBe(ours);
    expect(classify('text')).toMatchObject({ message: 'text' });
  });
});
