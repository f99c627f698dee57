import { describe, expect, it } from '@jest/globals';
import { finds, lineOf, sagaOf } from '../finds.fixture.js';
import type { World } from '../author.fixture.js';
import { spoilt } from '../world.fixture.js';
import { money } from './money.js';

const chargeOf = (world: World, id: string) => world.outside.charges.find(({ orderId }) => orderId === id)!;
const notRefunded = (world: World) => void (chargeOf(world, 'back').status = 'captured');

describe('money', () => {
  finds(money, [
    [
      'a second charge',
      (world) => void world.outside.charges.push({ ...chargeOf(world, 'good'), chargeId: 'ch-2' }),
      'order good has 2 charges: ch-good captured, ch-2 captured',
    ],
    [
      'another amount',
      (world) => void (chargeOf(world, 'good').amount = 999),
      'order good of 1000 EUR has a charge of 999 EUR',
    ],
    [
      'a fulfilled order that is not paid',
      (world) => void (chargeOf(world, 'good').status = 'authorised'),
      'order good is fulfilled with its charge authorised instead of captured',
    ],
    [
      'money held for a cancelled order',
      (world) => void (chargeOf(world, 'bad').status = 'authorised'),
      'order bad is cancelled with its charge authorised instead of none or voided',
    ],
    [
      'a returned order whose money is not back',
      notRefunded,
      'order back is fulfilled with its charge captured instead of refunded',
    ],
    [
      'a refund that nobody asked for',
      (world) => void (chargeOf(world, 'good').status = 'refunded'),
      'order good is fulfilled with its charge refunded instead of captured',
    ],
    [
      'money gone that a stuck order says is held',
      (world) => void (chargeOf(world, 'stuck').status = 'voided'),
      'order stuck is needs-attention with its charge voided instead of authorised',
    ],
    [
      'a charge for nothing',
      (world) => void (chargeOf(world, 'good').orderId = 'none'),
      '1000 captured for the unknown order none',
      'order good is fulfilled with its charge none instead of captured',
    ],
  ]);

  it('of a saga that a person has answered for is not judged', () => {
    expect(
      money(
        spoilt((world) => {
          notRefunded(world);
          sagaOf(world, 'back/return-order').history[
            lineOf(world, 'back/return-order', 'answered', 'refund-payment')
          ]!.kind = 'skipped';
        }),
      ),
    ).toEqual([]);
  });
});
