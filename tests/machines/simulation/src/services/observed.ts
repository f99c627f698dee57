import type { Answer, Context, Decision, Message, Store, Tx } from '@sagaworks/messaging';
import type { AnyHandler } from '@sagaworks/messaging/memory';

/** One decision that was committed. */
export interface Effect {
  readonly service: string;
  /** The class's name. */
  readonly handler: string;
  readonly kind: 'decide' | 'answered';
  readonly message: Message;
  /** Database time of its transaction. */
  readonly now: Date;
  readonly decision: Decision;
}

export interface Watch {
  /** Before a decision; throws where one is to fail. */
  readonly before: (service: string, message: Message) => void;
  /** At the commit. */
  readonly committed: (effect: Effect) => void;
}

/** The stores and handlers of one process, with somebody looking on: what was decided is told once it is committed. */
export class Observer {
  readonly #stores = new Map<Store<never, never>, Store<never, never>>();
  readonly #decided = new WeakMap<object, Effect[]>();

  constructor(
    private readonly service: string,
    private readonly watch: Watch,
  ) {}

  store<Key, State>(store: Store<Key, State>): Store<Key, State> {
    const known = this.#stores.get(store as never) as Store<Key, State> | undefined;
    if (known !== undefined) return known;
    const observed: Store<Key, State> = {
      load: async (tx, keys) => {
        const state = await store.load(tx, keys);
        this.#decided.set(state as object, []);
        return state;
      },
      save: (tx, state) => {
        this.#tellAtCommit(tx, state as object);
        return store.save(tx, state);
      },
    };
    for (const each of [store, observed]) this.#stores.set(each as never, observed as never);
    return observed;
  }

  handler(handler: AnyHandler): AnyHandler {
    const decided = (
      kind: Effect['kind'],
      state: unknown,
      { message, now }: Context,
      decide: () => Decision,
    ): Decision => {
      this.watch.before(this.service, message);
      const decision = decide();
      this.#decided
        .get(state as object)!
        .push({ service: this.service, handler: handler.constructor.name, kind, message, now, decision });
      return decision;
    };
    // What says which message it handles is looked up by its class.
    return Object.create(handler, {
      store: { value: this.store(handler.store as Store<unknown, object>) },
      needs: { value: handler.needs.bind(handler) },
      decide: {
        value: (data: unknown, state: unknown, context: Context) =>
          decided('decide', state, context, () => handler.decide(data as never, state, context as never)),
      },
      ...(handler.answered === undefined
        ? {}
        : {
            answered: {
              value: (answer: Answer, state: unknown, context: Context) =>
                decided('answered', state, context, () => handler.answered!(answer, state, context as never)),
            },
          }),
    }) as AnyHandler;
  }

  #tellAtCommit(tx: Tx, state: object): void {
    const effects = this.#decided.get(state)!;
    this.#decided.set(state, []);
    if (effects.length > 0) tx.afterCommit(() => effects.forEach(this.watch.committed));
  }
}
