import { describe, expect, it } from '@jest/globals';
import { fields, httpSettings, readSettings } from '@sagaworks/chassis';
import { z } from 'zod';
import { messagingSettings } from './settings.js';

const read = (environment: NodeJS.ProcessEnv, own: z.ZodObject = messagingSettings) =>
  readSettings('orders', httpSettings(3001), own, environment);
const good = { DATABASE_URL: 'postgresql://u:p@127.0.0.1:5432/orders', KAFKA_BROKERS: '127.0.0.1:9092' };
const noticesByMail = { NOTICES_MAIL_FROM: 'notices@sagaworks.example', NOTICES_SMTP_URL: 'smtp://127.0.0.1:25' };

describe('settings', () => {
  it('have defaults for everything that is not particular to this machine', () => {
    expect(read(good)).toEqual({
      settings: {
        ...good,
        PORT: 3001,
        HOST: '127.0.0.1',
        LOG_LEVEL: 'info',
        OPS_FROM: 'loopback',
        DEAD_LETTER_DAYS: 30,
        SAGA_DAYS: 30,
        FAULTS: 'off',
        ...noticesByMail,
      },
    });
  });

  it('name what is missing and what was expected', () => {
    expect(read({ KAFKA_BROKERS: good.KAFKA_BROKERS })).toEqual({
      wrong: 'orders: DATABASE_URL is missing: a postgresql:// URL was expected',
    });
  });

  it('take an empty variable for a missing one', () => {
    expect(read({ ...good, DATABASE_URL: '' })).toEqual({
      wrong: 'orders: DATABASE_URL is missing: a postgresql:// URL was expected',
    });
    expect(read({ ...good, PORT: '' })).toMatchObject({ settings: { PORT: 3001 } });
  });

  it.each([
    [{ PORT: 'abc' }, 'PORT is wrong: a port number from 0 to 65535 (0: any free one) was expected'],
    [{ PORT: '70000' }, 'PORT is wrong: a port number from 0 to 65535 (0: any free one) was expected'],
    [{ DATABASE_URL: 'mysql://secret@x' }, 'DATABASE_URL is wrong: a postgresql:// URL was expected'],
    [{ KAFKA_BROKERS: 'kafka' }, 'KAFKA_BROKERS is wrong: host:port, several separated by commas, was expected'],
    [{ FAULTS: 'yes' }, 'FAULTS is wrong: on (it can then be broken over /ops/faults) or off was expected'],
    [
      { TOPIC_PREFIX: 'staging/' },
      'TOPIC_PREFIX is wrong: up to 100 letters, digits, dots, dashes and underscores was expected',
    ],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL is wrong: debug, info, warn, error or silent was expected'],
  ])('tell what is wrong about %j, never its value', (wrong, complaint) => {
    expect(read({ ...good, ...wrong })).toEqual({ wrong: `orders: ${complaint}` });
  });

  it("tell everything that is wrong in one line, the service's own variables too", () => {
    expect(read({ PORT: '-1', KAFKA_BROKERS: 'a:1,b:2' }, messagingSettings.extend({ SMTP_URL: fields.smtp }))).toEqual(
      {
        wrong:
          'orders: PORT is wrong: a port number from 0 to 65535 (0: any free one) was expected; DATABASE_URL is missing: a postgresql:// URL was expected; SMTP_URL is missing: an smtp:// URL was expected',
      },
    );
  });
});
