import { describe, expect, it } from '@jest/globals';
import {
  ParcelAwaited,
  ParcelReceived,
  ReturnAuthorised,
  ReturnCancelled,
  ReturnRefused,
  ReturnStands,
} from '@sagaworks/contracts';
import { contextOf } from '@sagaworks/messaging/testing';
import { AuthoriseReturnHandler } from './authorise-return/authorise-return.handler.js';
import { AwaitParcelHandler } from './await-parcel/await-parcel.handler.js';
import { CancelReturnHandler } from './cancel-return/cancel-return.handler.js';
import { ReceiveParcelHandler } from './receive-parcel/receive-parcel.handler.js';
import { Returns } from './return.js';
import { ReturnStore } from './return.store.js';

const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';
const fulfilmentId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f91';
const customer = { orderId, customerId: 'ada', email: 'ada@example.org' };
const store = new ReturnStore();

/** A returns desk, and what it answers the saga `return-1`. */
function desk(sent = [fulfilmentId]) {
  const returns = new Returns([], new Map(sent.map((sagaId) => [sagaId, orderId])));
  const context = <D>(data: D, more: object = {}) => contextOf(data, { correlationId: 'return-1', ...more });
  const request = { ...customer, fulfilmentId };
  return {
    authorise: (more: object = {}) =>
      new AuthoriseReturnHandler(store).decide(request, returns, context(request, more)),
    wait: (ask = 1) =>
      new AwaitParcelHandler(store).decide({ orderId }, returns, context({ orderId }, { step: 'receive-parcel', ask })),
    cancel: () => new CancelReturnHandler(store).decide({ orderId }, returns, context({ orderId })),
    receive: () => new ReceiveParcelHandler(store).decide({ orderId }, returns),
  };
}
const refused = (code: string) =>
  expect.objectContaining({
    contract: ReturnRefused,
    data: expect.objectContaining({ reason: expect.objectContaining({ code }) }),
  });
const heard = { out: 'reply', body: { answer: 'received' } };

describe('the returns desk', () => {
  it('takes back only what was sent out, and answers the same again', () => {
    const { authorise } = desk();
    expect(authorise()).toEqual(ReturnAuthorised({ orderId }));
    expect(authorise()).toEqual(ReturnAuthorised({ orderId }));
    expect(desk([]).authorise()).toEqual(refused('not-dispatched'));
  });

  it('refuses what is asked too late', () => {
    expect(desk().authorise({ deadline: new Date('2029-01-01') })).toEqual(refused('deadline-missed'));
  });

  it('has the customer told to send the parcel, and reminded', () => {
    const { authorise, wait } = desk();
    authorise();
    expect(wait()).toEqual(ParcelAwaited({ ...customer, reminder: 0 }));
    expect(wait(2)).toEqual(ParcelAwaited({ ...customer, reminder: 1 }));
  });

  it('answers the saga that waits once the warehouse says that the parcel is back, once', () => {
    const { authorise, wait, receive } = desk();
    authorise();
    wait(2);
    expect(receive()).toEqual([
      { ...ParcelReceived({ orderId }), saga: { correlationId: 'return-1', step: 'receive-parcel', ask: 2 } },
      heard,
    ]);
    expect(receive()).toEqual(heard);
    expect(wait(3)).toEqual(ParcelReceived({ orderId }));
  });

  it('remembers a parcel that is back before anyone waits for it', () => {
    const { authorise, wait, receive } = desk();
    authorise();
    expect(receive()).toEqual(heard);
    expect(wait()).toEqual(ParcelReceived({ orderId }));
  });

  it('expects no parcel that nobody asked to send, or whose return was called off', () => {
    const { authorise, cancel, receive, wait } = desk();
    expect(receive()).toMatchObject({ body: { answer: 'unexpected' } });
    authorise();
    expect(cancel()).toEqual(ReturnCancelled({ orderId }));
    expect(receive()).toMatchObject({ body: { answer: 'unexpected' } });
    expect(wait()).toEqual(refused('withdrawn'));
  });

  it('cannot call off a return whose parcel is back', () => {
    const { authorise, receive, cancel } = desk();
    authorise();
    receive();
    expect(cancel()).toMatchObject({ contract: ReturnStands });
  });

  it('refuses a return whose cancellation came first', () => {
    const { authorise, cancel } = desk();
    expect(cancel()).toEqual(ReturnCancelled({ orderId }));
    expect(authorise()).toEqual(refused('withdrawn'));
  });
});
