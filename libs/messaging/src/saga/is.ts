import type { AnyContract, DataOf } from '../message/contract.js';
import type { Message } from '../message/message.js';

/** Whether a message is of this type, so that its data has the contract's type. */
export const is = <C extends AnyContract>(contract: C, message: Message): message is Message<DataOf<C>> =>
  message.type === contract.type;
