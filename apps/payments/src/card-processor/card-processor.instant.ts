import { PartyUnavailable, type Party, type Performer } from '@sagaworks/messaging';
import {
  cards,
  type Authorisation,
  type AuthoriseRequest,
  type Capture,
  type HoldRequest,
  type Refunding,
  type Voiding,
} from './operations.js';

const SLOW_MS = 5_000;

/**
 * The card processor as a thing of this process, by the same rules a token: for benchmarks of everything but the
 * outside. It forgets all when the process ends.
 */
export function instantCardProcessor(): Party {
  const [refuseCapture, refuseVoid] = [new Set<string>(), new Set<string>()];
  const flaky = new Map<string, number>();

  const authorise: Performer<AuthoriseRequest, Authorisation> = {
    async perform({ cardToken }, { key }) {
      switch (cardToken) {
        case 'tok_insufficient_funds':
          return { declined: 'insufficient-funds' };
        case 'tok_flaky':
          failTwice(flaky, key);
          break;
        case 'tok_slow':
          await new Promise((resolve) => setTimeout(resolve, SLOW_MS));
          break;
        case 'tok_capture_refused':
          refuseCapture.add(key);
          break;
        case 'tok_void_refused':
          refuseVoid.add(key);
          break;
        case 'tok_visa':
          break;
        default:
          return { declined: 'card-declined' };
      }
      return { paymentId: `instant-${key}` };
    },
    lookUp: () => Promise.resolve(undefined),
  };
  const capture: Performer<HoldRequest, Capture> = {
    perform: ({ authorisationKey }) => Promise.resolve(refuseCapture.delete(authorisationKey) ? 'refused' : 'captured'),
    lookUp: () => Promise.resolve(undefined),
  };
  const makeVoid: Performer<HoldRequest, Voiding> = {
    perform: ({ authorisationKey }) => Promise.resolve(refuseVoid.delete(authorisationKey) ? 'refused' : 'voided'),
    lookUp: () => Promise.resolve(undefined),
  };
  const refund: Performer<HoldRequest, Refunding> = {
    perform: () => Promise.resolve('refunded'),
    lookUp: () => Promise.resolve(undefined),
  };
  return {
    name: 'cards',
    performers: {
      [cards.authorise.name]: authorise,
      [cards.capture.name]: capture,
      [cards.void.name]: makeVoid,
      [cards.refund.name]: refund,
    },
  };
}

function failTwice(calls: Map<string, number>, key: string): void {
  const earlier = calls.get(key) ?? 0;
  if (earlier >= 2) return void calls.delete(key);
  calls.set(key, earlier + 1);
  throw new PartyUnavailable('the card processor answered 503');
}
