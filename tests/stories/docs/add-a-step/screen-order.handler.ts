import { Handles, type Context, type DataOf, type Decision, type Handler, type Store } from '@sagaworks/messaging';
import { OrderCleared, OrderFlagged, ScreenOrder } from './contracts.js';

const LARGEST = 500_000;
export type Screenings = Map<string, 'cleared' | 'flagged'>;
type Request = DataOf<typeof ScreenOrder>;

/** Clears an order, or flags one that is too large; asked again it gives its first answer again. */
@Handles(ScreenOrder)
export class ScreenOrderHandler implements Handler<typeof ScreenOrder, Screenings> {
  constructor(readonly store: Store<string, Screenings>) {}

  needs({ orderId }: Request): string[] {
    return [orderId];
  }

  decide({ orderId, total }: Request, screenings: Screenings, { late }: Context<Request>): Decision {
    const result = screenings.get(orderId) ?? (late || total > LARGEST ? 'flagged' : 'cleared');
    screenings.set(orderId, result);
    return result === 'cleared'
      ? OrderCleared({ orderId })
      : OrderFlagged({ orderId, reason: { code: 'too-large', text: 'It is too large, or came too late.' } });
  }
}
