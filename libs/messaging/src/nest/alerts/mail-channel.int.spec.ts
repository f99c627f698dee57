// People are told by mail of what needs them, once a cause, also when the mail server refused at first.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from '@jest/globals';
import { SMTPServer } from 'smtp-server';
import { InvalidMessage } from '../../errors.js';
import { silent } from '../../runtime/logger.js';
import { Alerter } from '../../operations/alerts/alerter.js';
import { added, withShop } from '../../recovery/service.fixture.js';
import { until } from '../../testing/until.js';
import { Waits } from '../../operations/waits/waits.js';
import { mailChannel } from './mail-channel.js';

/** A mail server that does not take the first mail now. */
async function withMailServer(use: (url: string, mails: readonly string[]) => Promise<void>): Promise<void> {
  const mails: string[] = [];
  let refused = false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData: (stream, _session, callback) =>
      void text(stream).then((mail) => {
        if (refused) mails.push(mail);
        callback(refused ? null : Object.assign(new Error('not now'), { responseCode: 451 }));
        refused = true;
      }),
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  try {
    await use(`smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`, mails);
  } finally {
    await new Promise<void>((done) => server.close(() => done()));
  }
}

const header = (mail: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'mi').exec(mail)?.[1]?.trim();

describe('an alert by mail', () => {
  it('comes once a cause, and what another channel has told already is not told again', () =>
    withShop({}, (shop) =>
      withMailServer(async (url, mails) => {
        const told: string[] = [];
        const other = { name: 'other', tell: async ({ subject }: { subject: string }) => void told.push(subject) };
        const notifier = new Alerter({
          service: 'shop',
          database: shop.database,
          waits: new Waits(shop.database),
          log: silent,
          everyMs: 20,
          channels: [other, mailChannel({ url, from: 'notices@sagaworks.example', to: 'ops@sagaworks.example' })],
        });
        notifier.start();
        try {
          const hopeless = new InvalidMessage('hopeless');
          for (const basket of ['a', 'b']) shop.faults.set(`${basket}/1`, hopeless);
          await shop.deliver(added('a', '1'), added('b', '1'));
          await until(
            async () => {
              await shop.rows('UPDATE messaging.notice SET next_try_at = now() WHERE sent_at IS NULL');
              return (await shop.rows('SELECT FROM messaging.notice WHERE sent_at IS NOT NULL')).length === 1;
            },
            { what: 'the alert being sent' },
          );
        } finally {
          await notifier.stop();
        }
        expect(told).toHaveLength(1);
        expect(mails).toHaveLength(1);
        expect(['to', 'from', 'subject'].map((name) => header(mails[0]!, name))).toEqual([
          'ops@sagaworks.example',
          'notices@sagaworks.example',
          'shop: shop.add fails with InvalidMessage: hopeless',
        ]);
        expect(mails[0]).toMatch(/how many: 2\r?\n[^]*look: GET \/ops\/dead-letter-groups\/\w+ of shop/);
      }),
    ));
});
