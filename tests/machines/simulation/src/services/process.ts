import type { Messaging } from '@sagaworks/messaging';
import { Owner } from '../world/owner.js';

/** One running process of a service. */
export class Process extends Owner {
  messaging!: Messaging;
  /** It takes requests and messages. */
  isUp = false;

  constructor(
    readonly service: string,
    number: number,
  ) {
    super(`${service}-${number}`);
  }
}
