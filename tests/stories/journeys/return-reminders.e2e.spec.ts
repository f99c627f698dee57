import { describe, expect, it } from '@jest/globals';
import { until } from '@sagaworks/messaging/testing';
import { judgedSystem } from '../../machines/support/judged-system.js';
import type { TimelineItem } from '../../machines/support/shop.js';
import type { System } from '../../machines/support/system.js';

interface Saga {
  readonly status: string;
  readonly revision: number;
  readonly nextDeadline: { readonly step: string; readonly ask: number } | null;
  readonly timeline: readonly TimelineItem[];
}

// A customer who is asked for a parcel is reminded of it: that step alone asks again, the parcel ends it, and after
// the last week the return is called off.
describe('a return whose parcel does not come', () => {
  let system: System;
  judgedSystem((started) => (system = started));

  const SUBJECTS = {
    ask: 'Send your parcel back to us',
    reminder: 'We are still waiting for your parcel',
    end: 'Your return came to nothing',
  } as const;
  const mailed = async (orderId: string, subject: string) =>
    (await system.shop.mails(orderId)).filter((mail) => mail.subject === subject).length;
  const asksOf = ({ timeline }: Saga) =>
    timeline.filter(({ kind }) => kind === 'asked').map(({ step, ask }) => `${step} ${ask}`);
  const sagaOf = async (at: string) => (await (await fetch(at)).json()) as Saga;

  async function awaited(): Promise<{ orderId: string; saga: string }> {
    const { orderId } = await system.shop.place();
    expect((await system.shop.ended(orderId)).status).toBe('fulfilled');
    expect((await system.shop.giveBack(orderId)).status).toBe(202);
    const { links } = await until(
      async () => (await system.shop.returns(orderId)).find(({ awaitsParcel }) => awaitsParcel),
      { timeout: 30_000, what: 'the parcel being awaited' },
    );
    await until(async () => (await mailed(orderId, SUBJECTS.ask)) === 1, {
      timeout: 30_000,
      what: 'the customer being asked',
    });
    return { orderId, saga: `${system.services.urls.orders}${links.saga}` };
  }
  /** The week of this ask is over. */
  async function weekPasses(at: string, ask: number): Promise<void> {
    const { revision, nextDeadline } = await sagaOf(at);
    expect(nextDeadline).toMatchObject({ step: 'receive-parcel', ask });
    const body = { expectedVersion: revision, reason: 'a week has passed', to: new Date().toISOString() };
    expect(
      (
        await fetch(`${at}/deadline`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-operator': 'ada' },
          body: JSON.stringify(body),
        })
      ).status,
    ).toBe(200);
  }
  const reminded = (orderId: string, times: number) =>
    until(async () => (await mailed(orderId, SUBJECTS.reminder)) === times, {
      timeout: 30_000,
      what: `reminder ${times}`,
    });

  it('reminds its customer each week, asks nothing else again, and goes on once the parcel is there', async () => {
    const { orderId, saga } = await awaited();
    for (const week of [1, 2]) {
      await weekPasses(saga, week);
      await reminded(orderId, week);
    }
    expect(asksOf(await sagaOf(saga))).toEqual([
      'authorise-return 1',
      'receive-parcel 1',
      'receive-parcel 2',
      'receive-parcel 3',
    ]);
    expect((await system.shop.charges(orderId)).map(({ status }) => status)).toEqual(['captured']);

    expect((await system.shop.parcelIsBack(orderId)).status).toBe(202);
    const done = await until(
      async () => {
        const now = await sagaOf(saga);
        return now.status === 'completed' ? now : undefined;
      },
      { timeout: 30_000, what: 'the return being done' },
    );
    expect(asksOf(done).slice(4)).toEqual(['refund-payment 1', 'restock-order 1']);
    expect(done.nextDeadline).toBeNull();
    expect((await system.shop.charges(orderId)).map(({ status }) => status)).toEqual(['refunded']);
    expect([await mailed(orderId, SUBJECTS.ask), await mailed(orderId, SUBJECTS.reminder)]).toEqual([1, 2]);
  }, 90_000);

  it('is called off after the third week, and takes no parcel then', async () => {
    const { orderId, saga } = await awaited();
    for (const week of [1, 2]) {
      await weekPasses(saga, week);
      await reminded(orderId, week);
    }
    await weekPasses(saga, 3);
    await until(async () => (await mailed(orderId, SUBJECTS.end)) === 1, {
      timeout: 30_000,
      what: 'the end of the return',
    });
    expect((await system.shop.returns(orderId))[0]).toMatchObject({
      status: 'rejected',
      reason: { code: 'parcel-not-received' },
    });
    expect((await system.shop.parcelIsBack(orderId)).status).toBe(409);
    expect(await mailed(orderId, SUBJECTS.reminder)).toBe(2);
    expect((await system.shop.charges(orderId)).map(({ status }) => status)).toEqual(['captured']);
  }, 90_000);
});
