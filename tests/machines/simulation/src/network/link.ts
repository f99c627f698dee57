import { DatabaseAway } from '@sagaworks/messaging';
import type { StoreLink } from '@sagaworks/messaging/memory';
import type { Profile } from '../mischief/profiles.js';
import type { Process } from '../services/process.js';
import type { Dice } from '../world/dice.js';
import type { Scheduler } from '../world/scheduler.js';

/** A run's clock, chance, and how both are used. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  readonly dice: Dice;
  /** Without mischief once a run is to come to its end. */
  readonly mischief: () => Profile;
}

/** Statements outside the batches: each takes its time, and some fail, before or after they did something. */
export const statementLink =
  ({ scheduler, dice, mischief }: Surroundings, process: Process, isAway: () => boolean): StoreLink =>
  <T>(work: () => T): Promise<T> =>
    new Promise((resolve, reject) => {
      scheduler.after(
        dice.between(1, 5),
        () => {
          if (isAway()) return reject(new DatabaseAway('the server is down'));
          const lost = dice.chance(mischief().network.statementLost);
          if (lost && dice.chance(0.5)) return reject(new DatabaseAway('the statement was lost'));
          const result = work();
          if (lost) reject(new DatabaseAway('the answer to the statement was lost'));
          else resolve(result);
        },
        process,
      );
    });
