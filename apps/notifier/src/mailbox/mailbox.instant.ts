import type { Party, Performer } from '@sagaworks/messaging';
import { mailbox, type SendRequest, type Sending } from './operations.js';

/** A mail server that takes everything and keeps nothing: for benchmarks of everything but the outside. */
export function instantMailbox(): Party {
  const send: Performer<SendRequest, Sending> = {
    perform: () => Promise.resolve('sent'),
    lookUp: () => Promise.resolve(undefined),
  };
  return { name: 'mailbox', performers: { [mailbox.send.name]: send } };
}
