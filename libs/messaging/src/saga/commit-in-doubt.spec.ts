// The answer to a COMMIT is lost: whoever asked hears what was committed, and it is not done twice.
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { CommitInDoubt, DatabaseAway } from '../errors.js';
import type { Pipeline } from '../batch/pipeline.js';
import { type Context } from '../handler/handler.js';
import { reply } from '../handler/outgoing.js';
import { type Tx } from '../runtime/database.js';
import { silent } from '../runtime/logger.js';
import { HandlerRegistry } from '../handler/handler-registry.js';
import { requestUnit } from '../handler/request-source.js';
import { defaultLimits } from '../batch/runner-limits.js';
import { BatchRunner } from '../batch/runner.js';
import { MemoryDatabase, MemoryOutgoingCalls, MemoryInbox, MemoryOutbox } from '../memory/index.js';
import { command } from '../message/contract.js';
import { tripSaga } from '../testing/trip-saga.js';
import { SagaOperations } from '../operations/sagas/act-on-saga.js';
import { SagaRegistry } from './saga-registry.js';
import { sagaHandlers } from './store/saga-handlers.js';
import { start } from '../handler/outgoing.js';
import type { LoadedSagas } from './store/loaded-sagas.js';
import { MemorySagaStore } from '../memory/memory-saga-store.js';

const PlanTrip = command('trips.plan-trip', { version: 1, key: 'trip', data: z.strictObject({ trip: z.string() }) });
const DropTrip = command('trips.drop-trip', { version: 1, key: 'trip', data: z.strictObject({ trip: z.string() }) });
const TRIP = 'rome';
const SAGA = '0190f3a2-7c1b-7d2e-8f3a-4b5c6d7e8f90';

/** Loses its connection at the next COMMITs, done or not, and is away for some transactions then. */
class Lossy extends MemoryDatabase {
  readonly losses: { readonly done: boolean; readonly awayFor?: number }[] = [];
  away = 0;
  override async transaction<T>(work: (tx: Tx<never>) => Promise<T>): Promise<T> {
    if (this.away > 0) {
      this.away -= 1;
      throw new DatabaseAway('it starts again');
    }
    const loss = this.losses.shift();
    this.away = loss?.awayFor ?? 0;
    const lost = new CommitInDoubt('the connection broke at COMMIT');
    const result = await super.transaction(
      loss?.done === false ? (tx) => work(tx).then(() => Promise.reject(lost)) : work,
    );
    if (loss !== undefined) throw lost;
    return result;
  }
}

function trips({ inDoubtMs = 10_000 } = {}) {
  const store = new MemorySagaStore(new SagaRegistry([tripSaga]));
  /** Knows no repetition: what was committed must be found without it. */
  const plan = {
    store,
    needs: () => [],
    decide: ({ trip }: { trip: string }) => [
      start(tripSaga, { id: SAGA, businessKey: trip, data: { trip } }),
      reply('planned'),
    ],
  };
  const drop = {
    store,
    needs: () => [SAGA],
    decide(_data: object, sagas: LoadedSagas, context: Context) {
      const { answer, outgoing } = sagas.cancel(SAGA, context);
      return [...outgoing, reply(answer)];
    },
  };
  const registry = new HandlerRegistry('trips', [
    ...sagaHandlers([tripSaga], store),
    { contract: PlanTrip, handler: plan as never },
    { contract: DropTrip, handler: drop as never },
  ]);
  const [outbox, database] = [new MemoryOutbox(), new Lossy()];
  const sagas: Pipeline['sagas'] = {
    store,
    start: (started, stores, context) => (stores.stateOf(store) as LoadedSagas).start(started, context),
  };
  const runner = new BatchRunner(
    database,
    { registry, inbox: new MemoryInbox(), stores: [store], outbox, calls: new MemoryOutgoingCalls(), sagas },
    silent,
    { ...defaultLimits, inDoubtMs },
  );
  const ask = (contract: typeof PlanTrip | typeof DropTrip) =>
    runner.submit(requestUnit(registry, contract, { trip: TRIP }, { sagaId: SAGA }));
  const history = () =>
    store.committed.get(SAGA)?.transitions.flatMap(({ lines }) => lines.map(({ kind }) => kind)) ?? [];
  return {
    ask,
    database,
    runner,
    desk: new SagaOperations(store, runner, database),
    history,
    sent: () => outbox.table.written.length,
  };
}

describe.each([
  ['at once', 0],
  ['after an outage', 1],
])('when the answer to COMMIT is lost and the database is back %s', (_when, awayFor) => {
  const cases = [
    ['had been committed', true],
    ['had not been committed', false],
  ] as const;

  it.each(cases)('a start that %s is answered, and there is one', async (_what, done) => {
    const { ask, database, history, sent } = trips();
    database.losses.push({ done, awayFor });
    await expect(ask(PlanTrip)).resolves.toMatchObject({ reply: 'planned' });
    expect(history()).toEqual(['started', 'asked']);
    expect(sent()).toBe(1);
  });

  it.each(cases)('a cancel that %s is accepted, and stands in the history once', async (_what, done) => {
    const { ask, database, history } = trips();
    await ask(PlanTrip);
    database.losses.push({ done, awayFor });
    await expect(ask(DropTrip)).resolves.toMatchObject({ reply: 'accepted' });
    expect(history().filter((kind) => kind === 'cancel-asked')).toEqual(['cancel-asked']);
  });

  it.each(cases)('an operator hears that their act was done if it %s', async (_what, done) => {
    const { ask, database, desk, history } = trips();
    await ask(PlanTrip);
    database.losses.push({ done, awayFor });
    await expect(desk.act(SAGA, { act: 'retry', actor: 'ada', reason: 'try', expectedVersion: 1 })).resolves.toEqual({
      answer: 'done',
      revision: 2,
    });
    expect(history().filter((kind) => kind === 'retry-asked')).toEqual(['retry-asked']);
  });
});

it('a request whose fate cannot be found out in time is told so', async () => {
  const { ask, database, runner } = trips({ inDoubtMs: 50 });
  database.losses.push({ done: true, awayFor: Number.POSITIVE_INFINITY });
  await expect(ask(PlanTrip)).rejects.toBeInstanceOf(CommitInDoubt);
  await runner.stop();
});
