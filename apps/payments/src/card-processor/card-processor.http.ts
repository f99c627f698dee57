import { JsonOverHttp, type Party } from '@sagaworks/messaging';
import { z } from 'zod';
import {
  cards,
  type Authorisation,
  type AuthoriseRequest,
  type Capture,
  type HoldRequest,
  type Refunding,
  type Voiding,
} from './operations.js';

const answer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), chargeId: z.string().optional() }),
  z.object({ outcome: z.literal('refused'), code: z.string() }),
]);
type Answer = z.output<typeof answer>;

/** The card processor over HTTP. */
export function cardProcessorOverHttp(baseUrl: string): Party {
  const http = new JsonOverHttp(`${baseUrl}/card-processor`);
  const performer = <Request extends object, Result>(post: string, read: (result: Answer) => Result) =>
    http.performer<Request, Result>({ post, lookUp: '/operations' }, (body) => read(answer.parse(body)));
  return {
    name: 'cards',
    performers: {
      [cards.authorise.name]: performer<AuthoriseRequest, Authorisation>('/authorisations', authorisationOf),
      [cards.capture.name]: performer<HoldRequest, Capture>('/captures', captureOf),
      [cards.void.name]: performer<HoldRequest, Voiding>('/voids', voidingOf),
      [cards.refund.name]: performer<HoldRequest, Refunding>('/refunds', refundingOf),
    },
  };
}

function authorisationOf(result: Answer): Authorisation {
  if (result.outcome === 'done') return { paymentId: z.string().parse(result.chargeId) };
  switch (result.code) {
    case 'insufficient-funds':
      return { declined: 'insufficient-funds' };
    case 'voided-before':
      return { declined: 'withdrawn' };
    default:
      return { declined: 'card-declined' };
  }
}

/** `already-captured`: the money of this hold is taken, whoever asked for it. */
const captureOf = (result: Answer): Capture =>
  result.outcome === 'done' || result.code === 'already-captured' ? 'captured' : 'refused';

function voidingOf(result: Answer): Voiding {
  if (result.outcome === 'done') return 'voided';
  return result.code === 'already-captured' ? 'already-captured' : 'refused';
}

const refundingOf = (result: Answer): Refunding => (result.outcome === 'done' ? 'refunded' : 'refused');
