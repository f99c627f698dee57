import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { PartyUnavailable, type Performer } from '@sagaworks/messaging';
import { until } from '@sagaworks/messaging/testing';
import { mailboxOverSmtp } from './mailbox.smtp.js';
import { mailbox, type SendRequest, type Sending } from './operations.js';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  servers.splice(0).forEach((server) => server.close());
  sockets.forEach((socket) => socket.destroy());
});

/** A mail server that says yes to everything, but for what it does after a mail's data. */
async function mailServer(afterData: (socket: Socket, mail: number) => void) {
  const open = new Set<Socket>();
  let [most, mails] = [0, 0];
  const server = createServer((socket) => {
    open.add(socket);
    sockets.add(socket);
    most = Math.max(most, open.size);
    socket.on('close', () => open.delete(socket)).on('error', () => undefined);
    socket.write('220 here\r\n');
    let [inData, text] = [false, ''];
    socket.on('data', (bytes) => {
      text += String(bytes);
      if (!text.endsWith(inData ? '\r\n.\r\n' : '\r\n')) return;
      if (inData) {
        inData = false;
        mails += 1;
        afterData(socket, mails);
      } else {
        inData = /^data/i.test(text);
        socket.write(inData ? '354 go on\r\n' : '250 ok\r\n');
      }
      text = '';
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const party = mailboxOverSmtp(`smtp://127.0.0.1:${(server.address() as AddressInfo).port}`, 'shop@sagaworks.example');
  const { perform } = party.performers[mailbox.send.name] as unknown as Performer<SendRequest, Sending>;
  const send = (key: string, signal = new AbortController().signal) =>
    perform({ to: 'ada@sagaworks.example', subject: 's', text: 't', orderId: key }, { key: `<${key}@x>`, signal });
  return { send, open, mails: () => mails, most: () => most };
}
const takes = (socket: Socket) => void socket.write('250 taken\r\n');

describe('the mail server over SMTP', () => {
  it('takes mails one after the other over the same connections', async () => {
    const { send, most } = await mailServer(takes);
    for (const key of ['a', 'b', 'c', 'd', 'e']) expect(await send(key)).toBe('sent');
    expect(most()).toBeLessThanOrEqual(2);
  });

  it('refuses for good with 5xx, and for now with 4xx', async () => {
    const { send } = await mailServer((socket, mail) => void socket.write(mail === 1 ? '550 no\r\n' : '451 later\r\n'));
    expect(await send('a')).toBe('refused');
    await expect(send('b')).rejects.toBeInstanceOf(PartyUnavailable);
  });

  it('is told to stop down to the socket when an attempt is given up: one that never ends its reply holds no place', async () => {
    const { send, open, mails } = await mailServer((socket, mail) => {
      if (mail > 2) return takes(socket);
      const dribbling = setInterval(() => void socket.write('250-and on\r\n'), 5);
      socket.on('close', () => clearInterval(dribbling));
    });
    const giveUp = new AbortController();
    const stuck = ['a', 'b'].map((key) => send(key, giveUp.signal).catch((error: unknown) => error));
    await until(() => mails() === 2);
    giveUp.abort();
    for (const failure of await Promise.all(stuck)) expect(failure).toBeInstanceOf(PartyUnavailable);
    await until(() => open.size === 0);
    expect(await Promise.all([send('c'), send('d')])).toEqual(['sent', 'sent']);
    expect(mails()).toBe(4);
  });
});
