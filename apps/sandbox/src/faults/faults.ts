import { Inject, Injectable } from '@nestjs/common';
import { LOGGER } from '@sagaworks/chassis';
import { RuleSet } from '@sagaworks/messaging/faults';
import type { Logger } from '@sagaworks/messaging';
import { canDecline, type OperationName, type PartyName, type Wish } from './wish.js';

/** How the parties misbehave just now; a process that dies has forgotten it. */
@Injectable()
export class Faults {
  readonly rules = new RuleSet<Wish>();

  constructor(@Inject(LOGGER) private readonly log: Logger) {}

  /** What is to go wrong with this request, if anything. */
  draw(party: PartyName, operation: OperationName, key: string): Wish | undefined {
    const drawn = this.rules.draw((wish) => fits(wish, party, operation, key));
    if (drawn !== undefined)
      this.log.info({ fault: drawn.id, party, operation, key, what: drawn.wish.fault }, 'a fault strikes');
    return drawn?.wish;
  }
}

function fits(wish: Wish, party: PartyName, operation: OperationName, key: string): boolean {
  if (wish.party !== party || (wish.operation ?? operation) !== operation) return false;
  return key.startsWith(wish.key ?? '') && (wish.fault !== 'decline' || canDecline(operation));
}
