import { describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { sandboxForSpecs } from '../testing/sandbox.fixture.js';

describe('the mailbox', () => {
  const sandbox = sandboxForSpecs();
  const send = (mail: { messageId: string; text: string; headers?: Record<string, string> }) =>
    createTransport({ host: '127.0.0.1', port: sandbox.smtpPort, secure: false }).sendMail({
      from: 'shop@example.com',
      to: 'ada@example.com',
      subject: 'Grüße',
      ...mail,
    });

  it('keeps one mail per Message-ID, readable over HTTP', async () => {
    const mail = {
      messageId: '<fulfilled.1@shop>',
      text: 'Order 0f9c2d7e-5b1a-5c3d-8e4f-a1b2c3d4e5f6 is on its way – thank you.',
    };
    await Promise.all([send(mail), send(mail), send(mail)]);
    const { body } = await sandbox.call<{ items: Record<string, unknown>[] }>(
      '/mails?orderId=0f9c2d7e-5b1a-5c3d-8e4f-a1b2c3d4e5f6',
    );
    expect(body.items).toMatchObject([{ to: 'ada@example.com', subject: 'Grüße', messageId: 'fulfilled.1@shop' }]);
    expect(String(body.items[0]!['text']).trim()).toBe(mail.text);
  });

  it('finds one mail by its Message-ID, with or without angle brackets', async () => {
    await send({ messageId: '<found@shop>', text: 'Hello', headers: { 'X-Order-Id': 'o-7' } });
    expect((await sandbox.call(`/mails/${encodeURIComponent('<found@shop>')}`)).body).toMatchObject({
      messageId: 'found@shop',
      orderId: 'o-7',
    });
    expect((await sandbox.call('/mails/found@shop')).status).toBe(200);
    expect((await sandbox.call('/mails/never@shop')).body).toMatchObject({
      status: 404,
      type: 'urn:problem:not-found',
    });
  });
});
