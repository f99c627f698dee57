import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ZodBody, ZodParam } from '@sagaworks/chassis';
import { answerOf, found, id, IdempotencyKey, idempotencyKey, newId } from '../books/http.js';
import { Breakable, Declined } from '../faults/breakable.js';
import type { CardOperation } from './card-processor.js';
import { authorisationBody, chargeBody, type AuthorisationBody, type ChargeBody } from './card-requests.js';
import { CardStore } from './card.store.js';

/** Milliseconds that `tok_slow` takes to answer; it is on the books at once. */
const SLOW = 5_000;

@ApiTags('card processor')
@Controller('card-processor')
export class CardsController {
  constructor(@Inject(CardStore) private readonly store: CardStore) {}

  @Post('authorisations')
  @HttpCode(200)
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOperation({ summary: 'Puts an amount on hold' })
  @Breakable('cards', 'authorisation')
  async authorise(
    @IdempotencyKey() key: string | undefined,
    @ZodBody(authorisationBody) body: AuthorisationBody,
    @Declined() isDeclined: boolean,
  ): Promise<CardOperation> {
    const verdict = await this.store.submit({
      kind: 'authorisation',
      key: idempotencyKey(key),
      id: newId('ch'),
      isDeclined,
      ...body,
    });
    if (body.cardToken === 'tok_slow' && verdict.kind === 'operation' && verdict.first)
      await delay(SLOW, undefined, { ref: false });
    return answerOf(verdict);
  }

  @Post('captures')
  @HttpCode(200)
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOperation({ summary: 'Takes the amount on hold' })
  @Breakable('cards', 'capture')
  capture(
    @IdempotencyKey() key: string | undefined,
    @ZodBody(chargeBody) body: ChargeBody,
    @Declined() isDeclined: boolean,
  ): Promise<CardOperation> {
    return this.#change('capture', key, { isDeclined, ...body });
  }

  @Post('voids')
  @HttpCode(200)
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOperation({ summary: 'Lets the amount go; before its authorisation it plants a refusal' })
  @Breakable('cards', 'void')
  void(
    @IdempotencyKey() key: string | undefined,
    @ZodBody(chargeBody) body: ChargeBody,
    @Declined() isDeclined: boolean,
  ): Promise<CardOperation> {
    return this.#change('void', key, { isDeclined, ...body });
  }

  @Post('refunds')
  @HttpCode(200)
  @ApiHeader({ name: 'Idempotency-Key', required: true })
  @ApiOperation({ summary: 'Gives a captured amount back' })
  @Breakable('cards', 'refund')
  refund(
    @IdempotencyKey() key: string | undefined,
    @ZodBody(chargeBody) body: ChargeBody,
    @Declined() isDeclined: boolean,
  ): Promise<CardOperation> {
    return this.#change('refund', key, { isDeclined, ...body });
  }

  @Get('operations/:key')
  @ApiOperation({ summary: 'What was done under an idempotency key; 404 when nothing was' })
  @Breakable('cards', 'look-up')
  async operation(@ZodParam('key', id) key: string): Promise<CardOperation> {
    return found(await this.store.operation(key), `Nothing was done under the key ${key}.`);
  }

  async #change(
    kind: 'capture' | 'void' | 'refund',
    key: string | undefined,
    request: ChargeBody & { readonly isDeclined: boolean },
  ): Promise<CardOperation> {
    return answerOf(await this.store.submit({ kind, key: idempotencyKey(key), ...request }));
  }
}
