import { describe, expect, it } from '@jest/globals';
import type { AppName } from '../services/options.js';
import type { ServicePart } from '../services/service-part.js';
import type { Part, Stack } from '../stack/stack.js';
import { contentOf } from './stack-file.js';

const nothing = () => Promise.resolve();
const part = (name: string, pid: number | undefined): Part => ({
  name,
  pid,
  running: pid !== undefined,
  start: nothing,
  stop: nothing,
  kill: nothing,
});
const service = (app: AppName, port: number, pid: number | undefined): ServicePart => ({
  ...part(app, pid),
  app,
  url: `http://127.0.0.1:${port}`,
  log: '',
});

const stack: Stack = {
  name: 'demo',
  way: 'embedded',
  folder: '',
  traces: undefined,
  stop: nothing,
  kafka: { ...part('kafka', 1), url: '127.0.0.1:9092', wipe: nothing },
  postgres: { ...part('postgres', 2), url: (database) => `postgresql://127.0.0.1:5432/${database}` },
};
const urls = { smtp: 'smtp://127.0.0.1:2525' } as Parameters<typeof contentOf>[1]['urls'];

describe('stack.json', () => {
  it('has a value of each service, and a list of one that has two instances', () => {
    const parts = [
      service('sandbox', 3010, 3),
      service('orders', 3001, 4),
      service('payments', 3002, 5),
      service('orders', 20_001, 6),
    ];
    expect(contentOf(stack, { parts, urls })).toMatchObject({
      urls: {
        sandbox: 'http://127.0.0.1:3010',
        orders: ['http://127.0.0.1:3001', 'http://127.0.0.1:20001'],
        payments: 'http://127.0.0.1:3002',
        kafka: '127.0.0.1:9092',
        smtp: 'smtp://127.0.0.1:2525',
      },
      databases: { orders: 'postgresql://127.0.0.1:5432/orders' },
      pids: { sandbox: 3, orders: [4, 6], payments: 5, kafka: 1, postgres: 2 },
    });
  });

  it('keeps the place of an instance that is stopped', () => {
    const parts = [
      service('orders', 3001, undefined),
      service('orders', 20_001, 6),
      service('payments', 3002, undefined),
    ];
    expect(contentOf(stack, { parts, urls })).toMatchObject({ pids: { orders: [null, 6], payments: null } });
  });
});
