import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { PartyUnavailable, type Operation, type Party, type Performer } from '@sagaworks/messaging';
import { cardProcessorOverHttp } from './card-processor.http.js';
import { instantCardProcessor } from './card-processor.instant.js';
import { cards } from './operations.js';

const attempt = { key: 'saga-1/authorise-payment/do', signal: new AbortController().signal };
const hold = { authorisationKey: attempt.key };
const performer = <Request, Result>(party: Party, { name }: Operation<Request, Result>) =>
  party.performers[name] as unknown as Performer<Request, Result>;
const authorise = (party: Party, cardToken: string) =>
  performer(party, cards.authorise).perform({ orderId: 'o', cardToken, amount: 1, currency: 'EUR' }, attempt);

describe('the card processor over HTTP', () => {
  const real = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = real;
  });
  const answering = (status: number, body: object) => {
    const fetch = jest
      .fn<typeof globalThis.fetch>()
      .mockImplementation(() => Promise.resolve(Response.json(body, { status })));
    globalThis.fetch = fetch;
    return { party: cardProcessorOverHttp('http://cards'), fetch };
  };
  const refusal = (code: string) => answering(200, { outcome: 'refused', code, text: '' }).party;

  it('authorises', async () => {
    const { party } = answering(200, {
      key: attempt.key,
      kind: 'authorisation',
      outcome: 'done',
      chargeId: 'ch_1',
      orderId: 'o',
      amount: 1,
      currency: 'EUR',
    });
    expect(await authorise(party, 'tok_visa')).toEqual({ paymentId: 'ch_1' });
  });

  it.each([
    ['card-declined', 'card-declined'],
    ['insufficient-funds', 'insufficient-funds'],
    ['voided-before', 'withdrawn'],
  ])('declines with %s as %s', async (code, declined) => {
    expect(await authorise(refusal(code), 'tok')).toEqual({ declined });
  });

  it('says of money that is taken that it is taken, whether it is asked to take it or to give it back', async () => {
    expect(await performer(refusal('already-captured'), cards.capture).perform(hold, attempt)).toBe('captured');
    expect(await performer(refusal('already-captured'), cards.void).perform(hold, attempt)).toBe('already-captured');
    expect(await performer(refusal('capture-refused'), cards.capture).perform(hold, attempt)).toBe('refused');
  });

  it('is asked by key what it has on record', async () => {
    const { party, fetch } = answering(200, { outcome: 'done' });
    expect(await performer(party, cards.void).lookUp(hold, attempt)).toBe('voided');
    expect(fetch).toHaveBeenCalledWith(
      'http://cards/card-processor/operations/saga-1%2Fauthorise-payment%2Fdo',
      expect.anything(),
    );
    expect(await performer(answering(404, {}).party, cards.void).lookUp(hold, attempt)).toBeUndefined();
  });
});

describe('the card processor in process', () => {
  it('keeps the rules of the tokens', async () => {
    const party = instantCardProcessor();
    expect(await authorise(party, 'tok_visa')).toHaveProperty('paymentId');
    expect(await authorise(party, 'tok_declined')).toEqual({ declined: 'card-declined' });
    expect(await authorise(party, 'tok_insufficient_funds')).toEqual({ declined: 'insufficient-funds' });
    expect(await authorise(party, 'tok_unknown')).toEqual({ declined: 'card-declined' });
  });

  it('refuses to capture where the token says so', async () => {
    const party = instantCardProcessor();
    await authorise(party, 'tok_capture_refused');
    expect(await performer(party, cards.capture).perform(hold, attempt)).toBe('refused');
    await authorise(party, 'tok_visa');
    expect(await performer(party, cards.capture).perform(hold, attempt)).toBe('captured');
  });

  it('refuses to give a hold back where the token says so', async () => {
    const party = instantCardProcessor();
    await authorise(party, 'tok_void_refused');
    expect(await performer(party, cards.void).perform(hold, attempt)).toBe('refused');
    await authorise(party, 'tok_visa');
    expect(await performer(party, cards.void).perform(hold, attempt)).toBe('voided');
  });

  it('fails twice and then works for a flaky card', async () => {
    const party = instantCardProcessor();
    await expect(authorise(party, 'tok_flaky')).rejects.toBeInstanceOf(PartyUnavailable);
    await expect(authorise(party, 'tok_flaky')).rejects.toBeInstanceOf(PartyUnavailable);
    expect(await authorise(party, 'tok_flaky')).toHaveProperty('paymentId');
  });
});
