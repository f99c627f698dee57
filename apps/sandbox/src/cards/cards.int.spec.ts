import { describe, expect, it } from '@jest/globals';
import { sandboxForSpecs } from '../testing/sandbox.fixture.js';

const charge = (cardToken: string, orderId = 'o-1') => ({ orderId, cardToken, amount: 4200, currency: 'EUR' });

describe('the card processor over HTTP', () => {
  const sandbox = sandboxForSpecs();

  it('makes one charge of a hundred requests with the same key at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        sandbox.call('/card-processor/authorisations', charge('tok_visa', 'o-same'), 'same'),
      ),
    );
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body['chargeId'])}`)).size).toBe(1);
    const { body } = await sandbox.call<{ items: unknown[] }>('/charges?orderId=o-same');
    expect(body.items).toEqual([
      {
        chargeId: answers[0]!.body['chargeId'],
        orderId: 'o-same',
        amount: 4200,
        currency: 'EUR',
        status: 'authorised',
        idempotencyKey: 'same',
      },
    ]);
  });

  it.each(['/card-processor/operations/%00', '/carrier/operations/a%00', '/carrier/parcels/%00/label', '/mails/%00'])(
    'takes no NUL for an id: %s',
    async (path) => {
      expect(await sandbox.call(path)).toMatchObject({ status: 400, body: { errors: [{ path: expect.any(String) }] } });
    },
  );

  it.each([
    ['/card-processor/authorisations', charge('tok_visa', 'o\u200b1'), 'orderId'],
    ['/carrier/parcels/cancel', { parcelId: ' pa_1' }, 'parcelId'],
  ])('takes no id that could be read as another one: %s', async (path, body, field) => {
    expect(await sandbox.call(path, body, 'unseen')).toMatchObject({
      status: 400,
      body: { errors: [{ path: field }] },
    });
  });

  it('keeps its books when it is stopped and started again', async () => {
    const { body: authorised } = await sandbox.call(
      '/card-processor/authorisations',
      charge('tok_visa', 'o-kept'),
      'kept',
    );
    await sandbox.restart();
    expect((await sandbox.call('/card-processor/operations/kept')).body).toEqual(authorised);
    expect(
      (await sandbox.call('/card-processor/captures', { authorisationKey: 'kept' }, 'kept-capture')).body,
    ).toMatchObject({ outcome: 'done', chargeId: authorised['chargeId'] });
  });

  it('refuses an authorisation whose void came first, at the same time or before', async () => {
    const [, authorised] = await Promise.all([
      sandbox.call('/card-processor/voids', { authorisationKey: 'late' }, 'late-void'),
      sandbox.call('/card-processor/authorisations', charge('tok_visa', 'o-late'), 'late'),
    ]);
    const { body: charges } = await sandbox.call<{ items: { status: string }[] }>('/charges?orderId=o-late');
    if (authorised.body['outcome'] === 'refused')
      expect([authorised.body['code'], charges.items]).toEqual(['voided-before', []]);
    else expect(charges.items).toMatchObject([{ status: 'voided' }]);
  });

  it('answers 503 with Retry-After twice for a flaky card, then authorises it', async () => {
    const authorise = () => sandbox.call('/card-processor/authorisations', charge('tok_flaky'), 'flaky');
    expect(await authorise()).toMatchObject({ status: 503, body: { type: 'urn:problem:unavailable' } });
    expect((await authorise()).headers.get('retry-after')).toBe('1');
    expect((await sandbox.call('/card-processor/operations/flaky')).status).toBe(404);
    expect(await authorise()).toMatchObject({ status: 200, body: { outcome: 'done' } });
  });

  it('has a slow card on its books long before it answers', async () => {
    const answer = sandbox.call('/card-processor/authorisations', charge('tok_slow'), 'slow');
    let seen = 404;
    while (seen === 404) seen = (await sandbox.call('/card-processor/operations/slow')).status;
    expect(await Promise.race([answer, sandbox.call('/card-processor/operations/slow')])).toMatchObject({
      body: { outcome: 'done' },
    });
    expect((await answer).body).toEqual((await sandbox.call('/card-processor/operations/slow')).body);
  }, 10_000);

  it('names the wrong field of a bad request', async () => {
    const wrong = await sandbox.call(
      '/card-processor/authorisations',
      { ...charge('tok_visa'), amount: 0, tip: 1 },
      'wrong',
    );
    expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    expect(wrong.body).toMatchObject({
      status: 400,
      instance: '/card-processor/authorisations',
      errors: [{ path: 'amount' }, { path: 'tip', message: 'Unknown field' }],
    });
    expect((await sandbox.call('/card-processor/authorisations', charge('tok_visa'))).body).toMatchObject({
      status: 400,
      errors: [{ path: 'Idempotency-Key' }],
    });
    expect((await sandbox.call('/card-processor/captures', {}, 'wrong')).body).toMatchObject({
      status: 400,
      errors: [{ path: 'authorisationKey' }],
    });
  });

  it('answers 422 to another request under a used key', async () => {
    await sandbox.call('/card-processor/authorisations', charge('tok_visa'), 'used');
    expect((await sandbox.call('/card-processor/authorisations', charge('tok_declined'), 'used')).status).toBe(422);
  });

  it('pages through the charges, oldest first, each once', async () => {
    for (const number of [1, 2, 3, 4, 5])
      await sandbox.call('/card-processor/authorisations', charge('tok_visa', 'o-paged'), `paged-${number}`);
    const keys: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: { items: { idempotencyKey: string }[]; nextCursor: string | null } } = await sandbox.call(
        `/charges?orderId=o-paged&limit=2${cursor && `&cursor=${cursor}`}`,
      );
      keys.push(...body.items.map(({ idempotencyKey }) => idempotencyKey));
      cursor = body.nextCursor;
    }
    expect(keys).toEqual(['paged-1', 'paged-2', 'paged-3', 'paged-4', 'paged-5']);
  });
});
