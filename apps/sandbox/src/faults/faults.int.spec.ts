import { afterEach, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { sandboxForSpecs } from '../testing/sandbox.fixture.js';

const hold = { orderId: 'o-1', cardToken: 'tok_visa', amount: 4200, currency: 'EUR' };
const parcel = {
  orderId: 'o-1',
  shipTo: { name: 'Ada', street: 'Lane 1', city: 'Bonn', postcode: '53111', country: 'DE' },
};

describe('the outside world', () => {
  const sandbox = sandboxForSpecs();
  afterEach(() => sandbox.remove('/faults'));

  const set = (wish: object) => sandbox.call('/faults', wish);
  const authorise = (key: string) => sandbox.call('/card-processor/authorisations', hold, key);
  const found = async (key: string) => (await sandbox.call(`/card-processor/operations/${key}`)).status;
  const send = (messageId: string) =>
    createTransport({ host: '127.0.0.1', port: sandbox.smtpPort, secure: false, socketTimeout: 500 }).sendMail({
      from: 'shop@example.com',
      to: 'ada@example.com',
      subject: 'Hi',
      text: 'Hi',
      messageId,
    });
  const kept = async (messageId: string) => (await sandbox.call(`/mails/${messageId}`)).status;

  it('declines what it is told to, and stands by it', async () => {
    await set({ party: 'cards', operation: 'authorisation', fault: 'decline', times: 1 });
    await set({ party: 'carrier', fault: 'decline', key: 'no-' });
    expect((await authorise('declined')).body).toMatchObject({ outcome: 'refused', code: 'card-declined' });
    expect((await authorise('declined')).body).toMatchObject({ outcome: 'refused', code: 'card-declined' });
    expect((await authorise('taken')).body).toMatchObject({ outcome: 'done' });
    expect((await sandbox.call('/carrier/parcels', parcel, 'no-1')).body).toMatchObject({
      outcome: 'refused',
      code: 'no-carrier',
    });
    expect((await sandbox.call('/carrier/parcels', parcel, 'yes-1')).body).toMatchObject({ outcome: 'done' });
  });

  it('is not available, and has done nothing', async () => {
    await set({ party: 'cards', fault: 'unavailable', times: 1 });
    expect(await authorise('down')).toMatchObject({ status: 503, body: { type: 'urn:problem:unavailable' } });
    expect(await found('down')).toBe(404);
  });

  it('hangs until its caller gives up, and has done nothing', async () => {
    await set({ party: 'cards', operation: 'authorisation', fault: 'hang' });
    await expect(
      sandbox.call('/card-processor/authorisations', hold, 'hung', AbortSignal.timeout(200)),
    ).rejects.toThrow('timeout');
    expect(await found('hung')).toBe(404);
  });

  it('answers late what it did at once', async () => {
    await set({ party: 'cards', operation: 'capture', fault: 'slow', delayMs: 300 });
    await authorise('slow');
    const began = performance.now();
    expect(
      (await sandbox.call('/card-processor/captures', { authorisationKey: 'slow' }, 'slow-capture')).body,
    ).toMatchObject({ outcome: 'done' });
    expect(performance.now() - began).toBeGreaterThan(250);
  });

  it('loses an answer after the effect', async () => {
    await set({ party: 'cards', fault: 'answer-lost', times: 1 });
    await expect(authorise('lost')).rejects.toThrow();
    expect(await found('lost')).toBe(200);
  });

  it('refuses, delays and loses mails', async () => {
    await set({ party: 'mailbox', fault: 'decline', key: 'declined' });
    await set({ party: 'mailbox', fault: 'unavailable', key: 'later' });
    await set({ party: 'mailbox', fault: 'hang', key: 'hung' });
    await set({ party: 'mailbox', fault: 'answer-lost', key: 'lost' });
    await set({ party: 'mailbox', fault: 'slow', delayMs: 10, key: 'slow' });
    await expect(send('<declined@shop>')).rejects.toMatchObject({ responseCode: 550 });
    await expect(send('<later@shop>')).rejects.toMatchObject({ responseCode: 451 });
    await expect(send('<hung@shop>')).rejects.toThrow();
    await expect(send('<lost@shop>')).rejects.toThrow();
    await send('<slow@shop>');
    expect(
      await Promise.all(['declined', 'later', 'hung', 'lost', 'slow'].map((name) => kept(`${name}@shop`))),
    ).toEqual([404, 404, 404, 200, 200]);
  });

  it('tells what is in effect, and what it has struck', async () => {
    const { status, body } = await set({ party: 'cards', fault: 'unavailable', times: 1, forMs: 60_000 });
    expect(status).toBe(201);
    await authorise('counted');
    const listed = await sandbox.call<{ items: object[] }>('/faults');
    expect(listed.body.items).toEqual([{ ...body, hits: 1, state: 'spent' }]);
    expect((await sandbox.remove(`/faults/${String(body['id'])}`)).status).toBe(204);
    expect((await sandbox.remove(`/faults/${String(body['id'])}`)).status).toBe(404);
  });

  it.each([
    [
      { party: 'cards', operation: 'booking', fault: 'slow' },
      'operation',
      'cards does authorisation, capture, void, refund, look-up',
    ],
    [{ party: 'carrier', operation: 'dispatch', fault: 'decline' }, 'fault', 'dispatch knows no refusal'],
    [{ party: 'carrier', fault: 'hang', delayMs: 5 }, 'delayMs', 'Only for slow'],
  ])('says what would be right: %j', async (wish, path, message) => {
    expect(await set(wish)).toMatchObject({ status: 400, body: { errors: [{ path, message }] } });
  });
});
