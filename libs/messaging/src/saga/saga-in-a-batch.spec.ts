import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import type { Pipeline } from '../batch/pipeline.js';
import { type Context } from '../handler/handler.js';
import { reply } from '../handler/outgoing.js';
import { partsOf } from '../handler/work-unit-factory.js';
import { silent } from '../runtime/logger.js';
import { HandlerRegistry } from '../handler/handler-registry.js';
import { requestSource, requestUnit } from '../handler/request-source.js';
import { BatchRunner } from '../batch/runner.js';
import { MemoryDatabase, MemoryOutgoingCalls, MemoryInbox, MemoryOutbox } from '../memory/index.js';
import { command } from '../message/contract.js';
import type { WireRecord } from '../message/message.js';
import { FlightBooked, tripSaga } from '../testing/trip-saga.js';
import { SagaRegistry } from './saga-registry.js';
import { sagaHandlers } from './store/saga-handlers.js';
import { start } from '../handler/outgoing.js';
import type { LoadedSagas } from './store/loaded-sagas.js';
import { MemorySagaStore } from '../memory/memory-saga-store.js';

const PlanTrip = command('trips.plan-trip', { version: 1, key: 'trip', data: z.strictObject({ trip: z.string() }) });
const DropTrip = command('trips.drop-trip', {
  version: 1,
  key: 'trip',
  data: z.strictObject({ trip: z.string(), sagaId: z.string() }),
});

function trips() {
  const store = new MemorySagaStore(new SagaRegistry([tripSaga]));
  const plan = {
    store,
    needs: () => [],
    decide({ trip }: { trip: string }, _sagas: LoadedSagas, context: Context) {
      const id = context.id('saga');
      return [start(tripSaga, { id, businessKey: trip, data: { trip } }), reply(id)];
    },
  };
  const drop = {
    store,
    needs: ({ sagaId }: { sagaId: string }) => [sagaId],
    decide({ sagaId }: { sagaId: string }, sagas: LoadedSagas, context: Context) {
      const { answer, outgoing } = sagas.cancel(sagaId, context);
      return [...outgoing, reply(answer)];
    },
  };
  const registry = new HandlerRegistry('trips', [
    ...sagaHandlers([tripSaga], store),
    { contract: PlanTrip, handler: plan as never },
    { contract: DropTrip, handler: drop as never },
  ]);
  const outbox = new MemoryOutbox();
  const pipeline: Pipeline = {
    registry,
    inbox: new MemoryInbox(),
    stores: [store],
    outbox,
    calls: new MemoryOutgoingCalls(),
    sagas: {
      store,
      start: (started, stores, context) => (stores.stateOf(store) as LoadedSagas).start(started, context),
    },
  };
  const runner = new BatchRunner(new MemoryDatabase(), pipeline, silent);
  return { registry, runner, sent: () => outbox.table.written };
}

const tags = ({ headers }: WireRecord) => [
  headers['ce_type'],
  headers['ce_correlationid'],
  headers['ce_sagastep'],
  headers['ce_ask'],
  headers['ce_deadline'],
];

describe('a saga in the batches of a service', () => {
  it('starts in the transaction that decides it, hears its reply, and is cancelled by a request', async () => {
    const { registry, runner, sent } = trips();
    const { reply: id } = (await runner.submit(requestUnit(registry, PlanTrip, { trip: 'rome' }))) as { reply: string };
    expect(sent().map(tags)).toEqual([['air.book-flight', id, 'flight', '1', '2026-01-01T00:00:30.000Z']]);

    const booked = {
      ...requestUnit(registry, PlanTrip, { trip: 'rome' }).message,
      type: FlightBooked.type,
      data: { trip: 'rome', seat: '7A' },
      correlationId: id,
      step: 'flight',
      ask: 1,
    };
    await runner.submit({
      source: requestSource,
      message: booked,
      parts: partsOf(registry.get(FlightBooked.type)!.handlers, booked),
      size: 0,
    });
    expect(sent().slice(1).map(tags)).toEqual([['inn.book-hotel', id, 'hotel', '1', '2026-01-01T00:01:00.000Z']]);

    await expect(runner.submit(requestUnit(registry, DropTrip, { trip: 'rome', sagaId: id }))).resolves.toMatchObject({
      reply: 'accepted',
    });
    expect(sent().slice(2).map(tags)).toEqual([['inn.cancel-hotel', id, 'hotel', '1', undefined]]);
  });

  it('refuses a second start of one business key, and nothing of it is sent', async () => {
    const { registry, runner, sent } = trips();
    await runner.submit(requestUnit(registry, PlanTrip, { trip: 'rome' }));
    await expect(runner.submit(requestUnit(registry, PlanTrip, { trip: 'rome' }))).rejects.toMatchObject({
      name: 'SagaExists',
    });
    expect(sent()).toHaveLength(1);
  });
});
