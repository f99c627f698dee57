import { OperationLog, type Operation, type Verdict } from '../books/operations.js';

/** `isDeclined`: whatever it asks, the answer is no. */
export type CardRequest = { readonly isDeclined?: boolean } & (
  | {
      readonly kind: 'authorisation';
      readonly key: string;
      readonly id: string;
      readonly orderId: string;
      readonly cardToken: string;
      readonly amount: number;
      readonly currency: string;
    }
  | {
      readonly kind: 'capture' | 'void' | 'refund';
      readonly key: string;
      readonly authorisationKey?: string | undefined;
      readonly chargeId?: string | undefined;
    }
);

type Authorisation = Extract<CardRequest, { kind: 'authorisation' }>;
type Change = Exclude<CardRequest, Authorisation>;

export interface Charge {
  readonly chargeId: string;
  readonly authorisationKey: string;
  readonly orderId: string;
  readonly cardToken: string;
  readonly amount: number;
  readonly currency: string;
  readonly status: 'authorised' | 'captured' | 'voided' | 'refunded';
}

export interface CardOperation extends Operation {
  readonly kind: CardRequest['kind'];
  readonly chargeId?: string;
  readonly orderId?: string;
  readonly amount?: number;
  readonly currency?: string;
}

const TEXTS = {
  'card-declined': 'The card was declined.',
  'insufficient-funds': 'The account behind the card does not cover the amount.',
  'voided-before': 'The authorisation was voided before it came.',
  'capture-refused': 'The bank refused to pay the authorised amount.',
  'void-refused': 'The bank keeps the amount on hold.',
  'refund-refused': 'The bank refused the refund.',
  'not-authorised': 'There is no such authorised charge.',
  'not-captured': 'The charge was never captured.',
  'already-captured': 'The charge is captured already.',
  voided: 'The charge is voided.',
  refunded: 'The charge is refunded.',
} as const;
type Code = keyof typeof TEXTS;

const DECLINED = {
  authorisation: 'card-declined',
  capture: 'capture-refused',
  void: 'void-refused',
  refund: 'refund-refused',
} as const;

/** How often a flaky card answers "try again" before it works. */
const FLAKY_CALLS = 2;

/** What the processor has on its books about the requests of one batch, and what the batch changes. */
export class CardBook {
  readonly changed = new Map<string, Charge>();
  readonly counted = new Map<string, number>();
  readonly #byKey: Map<string, Charge>;
  readonly #keyOfId: Map<string, string>;

  constructor(
    readonly log = new OperationLog<CardOperation>(),
    charges: readonly Charge[] = [],
    private readonly flaky: ReadonlyMap<string, number> = new Map(),
  ) {
    this.#byKey = new Map(charges.map((charge) => [charge.authorisationKey, charge]));
    this.#keyOfId = new Map(charges.map((charge) => [charge.chargeId, charge.authorisationKey]));
  }

  /**
   * The same key gets the same answer for ever; everything else is decided by the card's token and the charge's status.
   */
  decide(request: CardRequest): Verdict<CardOperation> {
    const before = this.log.replay(request);
    if (before !== undefined) return before;
    if (request.isDeclined) return this.#refuse(request, DECLINED[request.kind]);
    return request.kind === 'authorisation' ? this.#authorise(request) : this.#change(request);
  }

  #authorise(request: Authorisation): Verdict<CardOperation> {
    switch (request.cardToken) {
      case 'tok_insufficient_funds':
        return this.#refuse(request, 'insufficient-funds');
      case 'tok_flaky':
        return this.#countFlaky(request.key) <= FLAKY_CALLS ? { kind: 'unavailable' } : this.#charge(request);
      case 'tok_visa':
      case 'tok_slow':
      case 'tok_capture_refused':
      case 'tok_void_refused':
        return this.#charge(request);
      default:
        return this.#refuse(request, 'card-declined');
    }
  }

  #change(request: Change): Verdict<CardOperation> {
    const charge = this.#find(request);
    if (charge === undefined)
      return request.kind === 'void' ? this.#voidUnseen(request) : this.#refuse(request, 'not-authorised');
    switch (request.kind) {
      case 'capture':
        return this.#capture(request, charge);
      case 'void':
        return this.#void(request, charge);
      case 'refund':
        return charge.status === 'captured' || charge.status === 'refunded'
          ? this.#move(request, charge, 'refunded')
          : this.#refuse(request, charge.status === 'voided' ? 'voided' : 'not-captured');
      default:
        return request.kind satisfies never;
    }
  }

  #capture(request: Change, charge: Charge): Verdict<CardOperation> {
    switch (charge.status) {
      case 'authorised':
        return charge.cardToken === 'tok_capture_refused'
          ? this.#refuse(request, 'capture-refused')
          : this.#move(request, charge, 'captured');
      case 'captured':
        return this.#refuse(request, 'already-captured');
      case 'voided':
      case 'refunded':
        return this.#refuse(request, charge.status);
      default:
        return charge.status satisfies never;
    }
  }

  #void(request: Change, charge: Charge): Verdict<CardOperation> {
    switch (charge.status) {
      case 'authorised':
        return charge.cardToken === 'tok_void_refused'
          ? this.#refuse(request, 'void-refused')
          : this.#move(request, charge, 'voided');
      case 'voided':
        return this.#move(request, charge, 'voided');
      case 'captured':
        return this.#refuse(request, 'already-captured');
      case 'refunded':
        return this.#refuse(request, 'refunded');
      default:
        return charge.status satisfies never;
    }
  }

  /**
   * Nothing is on hold, so nothing is left to void; an authorisation that has not come yet is refused when it comes.
   */
  #voidUnseen(request: Change): Verdict<CardOperation> {
    const { authorisationKey } = request;
    if (authorisationKey === undefined) return this.#refuse(request, 'not-authorised');
    if (!this.log.has(authorisationKey)) this.log.plant(refusal(authorisationKey, 'authorisation', 'voided-before'));
    return this.log.record(request, { key: request.key, kind: 'void', outcome: 'done' });
  }

  #find({ authorisationKey, chargeId }: Change): Charge | undefined {
    const key = authorisationKey ?? this.#keyOfId.get(chargeId ?? '');
    return key === undefined ? undefined : this.#byKey.get(key);
  }

  #charge(request: Authorisation): Verdict<CardOperation> {
    const { id, key, orderId, cardToken, amount, currency } = request;
    return this.#move(
      request,
      { chargeId: id, authorisationKey: key, orderId, cardToken, amount, currency, status: 'authorised' },
      'authorised',
    );
  }

  #move(request: CardRequest, charge: Charge, status: Charge['status']): Verdict<CardOperation> {
    const moved = { ...charge, status };
    this.#byKey.set(moved.authorisationKey, moved);
    this.#keyOfId.set(moved.chargeId, moved.authorisationKey);
    this.changed.set(moved.chargeId, moved);
    const { chargeId, orderId, amount, currency } = moved;
    return this.log.record(request, {
      key: request.key,
      kind: request.kind,
      outcome: 'done',
      chargeId,
      orderId,
      amount,
      currency,
    });
  }

  #refuse(request: CardRequest, code: Code): Verdict<CardOperation> {
    return this.log.record(request, refusal(request.key, request.kind, code));
  }

  #countFlaky(key: string): number {
    const calls = (this.counted.get(key) ?? this.flaky.get(key) ?? 0) + 1;
    this.counted.set(key, calls);
    return calls;
  }
}

const refusal = (key: string, kind: CardOperation['kind'], code: Code): CardOperation => ({
  key,
  kind,
  outcome: 'refused',
  code,
  text: TEXTS[code],
});
