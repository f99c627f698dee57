import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { listOf } from '../batch/effects.js';
import { WrongDeclaration } from '../errors.js';
import { command, event } from '../message/contract.js';
import type { AnyHandler } from './handler.js';
import { HandlerRegistry } from './handler-registry.js';
import type { Decision } from './outgoing.js';

const data = z.strictObject({ dish: z.string() });
const Cook = command('kitchen.cook', { version: 1, key: 'dish', data });
const handler = { store: undefined, needs: () => [], decide: () => undefined } as unknown as AnyHandler;

describe('what cannot work is refused where it is declared, in one sentence', () => {
  it.each(['cook', '.cook', 'kitchen.', ''])('a message that names no owner: %j', (type) => {
    expect(() => command(type, { version: 1, key: 'dish', data })).toThrow(WrongDeclaration);
    expect(() => event(type, { version: 1, key: 'dish', data })).toThrow(/names no owner/);
  });

  it('a key that is no field of the data', () => {
    expect(() => command('kitchen.cook', { version: 1, key: 'pan' as 'dish', data })).toThrow(
      new WrongDeclaration('the key of kitchen.cook, pan, is no field of its data'),
    );
  });

  it('a handler of a command to another service', () => {
    const declare = (service: string) => new HandlerRegistry(service, [{ contract: Cook, handler }]);
    expect(() => declare('bar')).toThrow(/bar has a handler for kitchen\.cook, a command to kitchen/);
    expect(declare('kitchen').topics).toEqual(['kitchen.commands']);
  });

  it('a decision that is a promise, which fails its message and not the process', () => {
    const late = Promise.reject(new Error('too late')) as unknown as Decision;
    expect(() => listOf(late)).toThrow(/must not be async/);
  });
});
