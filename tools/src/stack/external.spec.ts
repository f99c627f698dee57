import { afterEach, describe, expect, it } from '@jest/globals';
import { removeStack } from './embedded/former-run.js';
import { startStack } from './start-stack.js';

const settings = ['STACK', 'STACK_KAFKA', 'STACK_POSTGRES', 'STACK_TRACES'];

describe('an external stack', () => {
  afterEach(() => {
    for (const setting of settings) delete process.env[setting];
    removeStack('external-spec');
  });

  it('gives the URLs that the environment names', async () => {
    process.env['STACK_KAFKA'] = 'kafka.example:9092';
    process.env['STACK_POSTGRES'] = 'postgresql://me:secret@db.example:5432/postgres';
    const stack = await startStack({ name: 'external-spec', way: 'external' });
    expect(stack.kafka.url).toBe('kafka.example:9092');
    expect(stack.postgres.url('orders')).toBe('postgresql://me:secret@db.example:5432/orders');
    expect(stack.traces).toBeUndefined();
    await expect(stack.kafka.kill()).rejects.toThrow('kafka cannot be controlled here');
  });

  it('names the setting that is missing', async () => {
    await expect(startStack({ way: 'external' })).rejects.toThrow(
      'setting STACK_KAFKA is missing: expected host:port of a broker',
    );
  });

  it('is refused when STACK has a value that means nothing', async () => {
    process.env['STACK'] = 'docker';
    await expect(startStack()).rejects.toThrow('setting STACK is "docker": expected embedded, containers or external');
  });
});
