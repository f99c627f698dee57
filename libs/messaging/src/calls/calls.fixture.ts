import { z } from 'zod';
import { PartyRefused, PartyUnavailable } from '../errors.js';
import type { Answer, AnyHandler, Handler } from '../handler/handler.js';
import { HandlerRegistry } from '../handler/handler-registry.js';
import { encode } from '../message/cloudevents.js';
import { command, type DataOf } from '../message/contract.js';
import { derivedId } from '../message/ids.js';
import { type PendingCall, type Party } from './call.js';
import { call, operation } from '../handler/outgoing.js';
import type { OpenCall } from './open-call.js';

export const Pay = command('pay.charge', {
  version: 1,
  key: 'orderId',
  data: z.object({ orderId: z.string(), charge: z.string() }),
});
export const charge = operation<{ charge: string }, { id: string }>('bank', 'charge');

interface PendingOptions {
  readonly orderingKey?: string | undefined;
  readonly party?: string | undefined;
  readonly deadline?: Date | undefined;
  readonly undoes?: string | undefined;
}

/** A pending call to charge, as the pipeline would write it. */
export function pending(
  key: string,
  { orderingKey = 'o-1', party = 'bank', deadline, undoes }: PendingOptions = {},
): PendingCall {
  const id = derivedId('pending', key, orderingKey, party);
  const cause = encode(Pay({ orderId: orderingKey, charge: key }), {
    id: derivedId('cause', id),
    source: '/web',
    time: new Date(),
    trace: {},
  });
  return {
    id,
    party,
    operation: `${party}.charge`,
    key,
    orderingKey,
    request: { charge: key },
    cause,
    ...(deadline === undefined ? {} : { deadline }),
    ...(undoes === undefined ? {} : { undoes }),
  };
}

export function openCall(
  seq: string,
  { tries = 0, ...options }: { readonly tries?: number } & PendingOptions = {},
): OpenCall {
  return {
    seq,
    owner: 'me',
    pending: pending(`key-${seq}`, options),
    createdAt: 0,
    bytes: 100,
    begun: false,
    onRecord: false,
    tries,
    answerTries: 0,
  };
}

type Behaviour = 'answers' | 'fails' | 'refuses' | 'answers-too-late';

/** A bank that keeps what it did by key, and does what it is told about each key. */
export class Bank {
  /** `perform o-1/a` and `lookUp o-1/a`, in the order of their starts. */
  readonly asked: string[] = [];
  readonly done = new Set<string>();
  /** What it does with each key next; the last one goes on. */
  readonly behaviours = new Map<string, Behaviour[]>();
  atOnce = 0;
  mostAtOnce = 0;
  #held: (() => void)[] | undefined;

  /** From now on calls wait until `release`. */
  hold(): void {
    this.#held = [];
  }

  release(): void {
    for (const go of this.#held?.splice(0) ?? []) go();
    this.#held = undefined;
  }

  party(settings: Partial<Party> = {}): Party {
    return {
      name: 'bank',
      timeoutMs: 200,
      ...settings,
      performers: {
        'bank.charge': {
          perform: async (request: { charge: string }, { key }) => {
            await this.#ask(`perform ${request.charge}`);
            const behaviour = this.#behaviourOf(key);
            if (behaviour === 'fails') throw new PartyUnavailable('503');
            if (behaviour === 'refuses') throw new PartyRefused('answered 400');
            this.done.add(key);
            return behaviour === 'answers' ? { id: `charge of ${key}` } : new Promise<never>(() => undefined);
          },
          lookUp: async (request: { charge: string }, { key }) => {
            await this.#ask(`lookUp ${request.charge}`);
            return this.done.has(key) ? { id: `charge of ${key}` } : undefined;
          },
        },
      },
    };
  }

  async #ask(what: string): Promise<void> {
    this.asked.push(what);
    this.mostAtOnce = Math.max(this.mostAtOnce, (this.atOnce += 1));
    await new Promise<void>((resolve) => (this.#held === undefined ? setImmediate(resolve) : this.#held.push(resolve)));
    this.atOnce -= 1;
  }

  #behaviourOf(key: string): Behaviour {
    const [next = 'answers', ...rest] = this.behaviours.get(key) ?? [];
    if (rest.length > 0) this.behaviours.set(key, rest);
    return next;
  }
}

/** A service that charges for each `Pay`, and hears the answers. */
export function payments(store: unknown, heard: Answer[], faults: Map<string, Error> = new Map()): HandlerRegistry {
  const handler: Handler<typeof Pay, unknown> = {
    store: store as Handler<typeof Pay, unknown>['store'],
    needs: ({ orderId }: DataOf<typeof Pay>) => [orderId],
    decide: (data) => call(charge, data.charge, { charge: data.charge }),
    answered: (answer) => {
      const fault = faults.get(answer.key);
      if (fault !== undefined) throw fault;
      heard.push(answer);
    },
  };
  return new HandlerRegistry('pay', [{ contract: Pay, handler: handler as AnyHandler }]);
}
