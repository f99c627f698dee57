import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { contracts, jsonSchemaOf, PlaceOrder, ReserveStock } from './index.js';

const all = Object.entries(contracts);

describe('every contract', () => {
  it.each(all)('%s is named on the wire after its constant and its owner', (name, contract) => {
    const kebab = name.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
    expect(contract.type).toBe(`${contract.owner}.${kebab}`);
    expect(contract.topic).toBe(`${contract.owner}.${contract.kind}s`);
  });

  it.each(all)('%s is keyed by its order, so that what happens to one order keeps its order', (_, contract) => {
    expect(contract.key).toBe('orderId');
  });

  it.each(all)('%s refuses unknown fields and can be told as JSON Schema', (_, contract) => {
    expect(contract.schema).toBeInstanceOf(z.ZodObject);
    expect(jsonSchemaOf(contract)).toMatchObject({ type: 'object', additionalProperties: false, title: contract.type });
  });

  it('has a wire name of its own', () => {
    expect(new Set(all.map(([, contract]) => contract.type)).size).toBe(all.length);
  });
});

describe('what a message may hold', () => {
  const orderId = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';

  it.each([0, -1, 1.5, 1e12])('a quantity of %p is no quantity', (quantity) => {
    expect(ReserveStock.schema.safeParse({ orderId, lines: [{ sku: 'MUG', quantity }] }).success).toBe(false);
  });

  it('an order names no price: the server decides it', () => {
    const shipTo = { name: 'Ada', street: 'Main St 1', city: 'Berlin', postcode: '10115', country: 'DE' };
    const order = {
      orderId,
      customerId: 'ada',
      lines: [{ sku: 'MUG', quantity: 1 }],
      payment: { cardToken: 'tok_visa' },
      shipTo,
    };
    expect(PlaceOrder.schema.safeParse(order).success).toBe(true);
    expect(PlaceOrder.schema.safeParse({ ...order, lines: [{ sku: 'MUG', quantity: 1, price: 1 }] }).success).toBe(
      false,
    );
  });
});
