import { describe, expect, it } from '@jest/globals';
import { until } from './until.js';

describe('until', () => {
  it('resolves to the first thing that is there', async () => {
    const looks = [undefined, 0, 'here', 'later'];
    await expect(until(() => looks.shift(), { every: 1 })).resolves.toBe('here');
  });

  it('says what it waited for, how long, and what it saw last', async () => {
    await expect(until(() => false, { timeout: 20, every: 1, what: 'the order is fulfilled' })).rejects.toThrow(
      /not within 20 ms .*: the order is fulfilled\nthe last look gave false/,
    );
  });

  it('asks a condition that throws again, and ends with its last error as the cause', async () => {
    const broken = new Error('connection refused');
    await expect(
      until(
        () => {
          throw broken;
        },
        { timeout: 20, every: 1 },
      ),
    ).rejects.toMatchObject({ cause: broken });
  });

  it('gives up on a condition that never answers', async () => {
    await expect(until(() => new Promise<boolean>(() => undefined), { timeout: 20 })).rejects.toThrow(
      'the last look never came to an end',
    );
  });
});
