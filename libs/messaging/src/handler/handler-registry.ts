import { WrongDeclaration } from '../errors.js';
import type { AnyContract } from '../message/contract.js';
import { contractOf, type AnyHandler } from './handler.js';

/** A handler with the contract it handles. */
export interface Registration {
  readonly contract: AnyContract;
  readonly handler: AnyHandler;
}

interface Entry {
  readonly contract: AnyContract;
  readonly handlers: readonly AnyHandler[];
}

/** Which handlers take which message type in one service. */
export class HandlerRegistry {
  readonly #entries = new Map<string, Entry>();

  constructor(
    readonly service: string,
    registrations: readonly Registration[],
  ) {
    for (const { contract, handler } of registrations) this.#add(contract, handler);
  }

  get(type: string): Entry | undefined {
    return this.#entries.get(type);
  }

  /** The handler that takes the answers to calls asked for while a message of this type was decided. */
  answering(type: string): AnyHandler | undefined {
    return this.#entries.get(type)?.handlers.find((handler) => handler.answered !== undefined);
  }

  /** Topics to read: of everything handled but the service's own events, which are handled where they arise. */
  get topics(): string[] {
    const contracts = [...this.#entries.values()].map(({ contract }) => contract);
    return [
      ...new Set(contracts.filter((contract) => !this.isOwnEvent(contract)).map((contract) => contract.topic)),
    ].sort();
  }

  isOwnEvent(contract: AnyContract): boolean {
    return contract.kind === 'event' && contract.owner === this.service;
  }

  #add(contract: AnyContract, handler: AnyHandler): void {
    const known = this.#entries.get(contract.type);
    if (known !== undefined && known.contract.version !== contract.version) {
      throw new WrongDeclaration(
        `${this.service} handles ${contract.type} in versions ${known.contract.version} and ${contract.version}: declare the older one as an upcast`,
      );
    }
    if (contract.kind === 'command' && contract.owner !== this.service)
      throw new WrongDeclaration(
        `${this.service} has a handler for ${contract.type}, a command to ${contract.owner}: nobody sends it here`,
      );
    if (contract.kind === 'command' && known !== undefined)
      throw new WrongDeclaration(
        `${this.service} has two handlers for the command ${contract.type}: a command has one`,
      );
    const handlers = [...(known?.handlers ?? []), handler];
    if (handlers.filter((each) => each.answered !== undefined).length > 1)
      throw new WrongDeclaration(
        `${this.service} has two handlers with answered() for ${contract.type}: an answer would go to both`,
      );
    this.#entries.set(contract.type, { contract, handlers });
  }
}

/** What `@Handles` says about each handler. */
export const registered = (handlers: readonly AnyHandler[]): Registration[] =>
  handlers.map((handler) => {
    const contract = contractOf(handler);
    if (contract === undefined)
      throw new WrongDeclaration(`${handler.constructor.name} has no @Handles(...): which message does it handle?`);
    return { contract, handler };
  });
