import { camel, capital, pascal, snake, spoken, type StepNames } from '../words.js';

/** Minor units; what is ordered in the story of the generated step is more. */
const LIMIT = '1_000_000';

export const recordFile = ({
  step,
  record,
  records,
  past,
  yes,
  no,
}: StepNames): string => `import { ${pascal(yes)}, ${pascal(no)}, type Money } from '@sagaworks/contracts';
import type { Loaded, OutgoingMessage } from '@sagaworks/messaging';

type Refusal = 'limit-exceeded' | 'deadline-missed' | 'withdrawn';

/** What became of the ${pascal(step)} of one saga. \`answer\` is final; what stands is cancelled when the order is taken back. */
export interface ${pascal(record)} {
  readonly sagaId: string;
  readonly orderId: string;
  readonly answer: '${past}' | Refusal;
  readonly standing: 'none' | 'stands' | 'cancelled';
}

/** The loaded ones, by saga; what is put is saved. */
export type ${pascal(records)} = Loaded<${pascal(record)}>;

/** Minor units of the order's currency. An order of more is refused. */
export const LARGEST = ${LIMIT};

export function decided(sagaId: string, orderId: string, amount: Money, late: boolean): ${pascal(record)} {
  if (late) return refused(sagaId, orderId, 'deadline-missed');
  if (amount.amount > LARGEST) return refused(sagaId, orderId, 'limit-exceeded');
  return { sagaId, orderId, answer: '${past}', standing: 'stands' };
}

/** One that was never asked for is refused from now on. */
export function cancelled(known: ${pascal(record)} | undefined, sagaId: string, orderId: string): ${pascal(record)} {
  if (known === undefined) return refused(sagaId, orderId, 'withdrawn');
  return known.standing === 'stands' ? { ...known, standing: 'cancelled' } : known;
}

/** The same answer however often it is asked for. */
export function answerOf({ orderId, answer }: ${pascal(record)}): OutgoingMessage {
  switch (answer) {
    case '${past}':
      return ${pascal(yes)}({ orderId });
    case 'limit-exceeded':
      return ${pascal(no)}({ orderId, reason: { code: answer, text: 'The order is above the limit.' } });
    case 'deadline-missed':
      return ${pascal(no)}({ orderId, reason: { code: answer, text: 'The ${spoken(record)} was asked for too late.' } });
    case 'withdrawn':
      return ${pascal(no)}({
        orderId,
        reason: { code: answer, text: 'The order was taken back before its ${spoken(record)} was asked for.' },
      });
    default:
      return answer satisfies never;
  }
}

const refused = (sagaId: string, orderId: string, answer: Refusal): ${pascal(record)} => ({
  sagaId,
  orderId,
  answer,
  standing: 'none',
});
`;

export const storeFile = ({
  record,
  records,
}: StepNames): string => `import { Table, tableStore } from '@sagaworks/messaging/postgres';
import type { ${pascal(record)} } from './${record}.js';

export const ${camel(records)} = new Table<${pascal(record)}>({
  table: '${snake(records)}',
  key: ['sagaId'],
  columns: { sagaId: 'text', orderId: 'uuid', answer: 'text', standing: 'text' },
  once: ['orderId', 'answer'],
});

/** ${capital(spoken(records))} in PostgreSQL, by saga id. */
export class ${pascal(record)}Store extends tableStore(${camel(records)}, 'sagaId') {}
`;

export const doHandler = ({ step, record, records }: StepNames): string => `import { Injectable } from '@nestjs/common';
import { ${pascal(step)} } from '@sagaworks/contracts';
import {
  bySaga,
  Handles,
  ofSaga,
  sagaIdOf,
  type Context,
  type DataOf,
  type Handler,
  type OutgoingMessage,
} from '@sagaworks/messaging';
import { answerOf, decided, type ${pascal(records)} } from '../${record}.js';
import { ${pascal(record)}Store } from '../${record}.store.js';

type Request = DataOf<typeof ${pascal(step)}>;

/** Decides over the ${spoken(record)} of an order once; asked again it gives its first answer again. */
@Injectable()
@Handles(${pascal(step)}, { retry: { until: '30s' } })
export class ${pascal(step)}Handler implements Handler<typeof ${pascal(step)}, ${pascal(records)}> {
  constructor(readonly store: ${pascal(record)}Store) {}

  readonly needs = bySaga;

  decide({ orderId, amount }: Request, ${camel(records)}: ${pascal(records)}, { message, late }: Context<Request>): OutgoingMessage {
    const sagaId = sagaIdOf(message);
    return answerOf(ofSaga(${camel(records)}, message, 'orderId') ?? ${camel(records)}.put(decided(sagaId, orderId, amount, late)));
  }
}
`;

export const undoHandler = ({
  step,
  record,
  records,
  undo,
  done,
}: StepNames): string => `import { Injectable } from '@nestjs/common';
import { ${pascal(undo)}, ${pascal(done)}, ${pascal(step)} } from '@sagaworks/contracts';
import {
  bySaga,
  Handles,
  ofSaga,
  sagaIdOf,
  type Context,
  type DataOf,
  type Handler,
  type OutgoingMessage,
} from '@sagaworks/messaging';
import { cancelled, type ${pascal(records)} } from '../${record}.js';
import { ${pascal(record)}Store } from '../${record}.store.js';

type Request = DataOf<typeof ${pascal(undo)}>;

/** Takes the ${spoken(record)} back. One that comes first leaves a refusal for its ${pascal(step)} to find. */
@Injectable()
@Handles(${pascal(undo)}, { undoes: [${pascal(step)}] })
export class ${pascal(undo)}Handler implements Handler<typeof ${pascal(undo)}, ${pascal(records)}> {
  constructor(readonly store: ${pascal(record)}Store) {}

  readonly needs = bySaga;

  decide({ orderId }: Request, ${camel(records)}: ${pascal(records)}, { message }: Context<Request>): OutgoingMessage {
    const sagaId = sagaIdOf(message);
    ${camel(records)}.put(cancelled(ofSaga(${camel(records)}, message, 'orderId'), sagaId, orderId));
    return ${pascal(done)}({ orderId });
  }
}
`;

export const model = ({ step, record, records, past }: StepNames): string => `
/// What became of the ${pascal(step)} of one saga; one row, whatever number of times it is asked.
model ${pascal(record)} {
  sagaId   String @id @map("saga_id")
  orderId  String @map("order_id") @db.Uuid
  /// The answer, given again when asked again: ${past} | limit-exceeded | deadline-missed | withdrawn
  answer   String
  /// none | stands | cancelled
  standing String

  @@map("${snake(records)}")
}
`;

export const migration = ({ records, past }: StepNames): string => `CREATE TABLE "${snake(records)}" (
    "saga_id" TEXT COLLATE "C" NOT NULL,
    "order_id" UUID NOT NULL,
    "answer" TEXT NOT NULL CHECK (answer IN ('${past}', 'limit-exceeded', 'deadline-missed', 'withdrawn')),
    "standing" TEXT NOT NULL CHECK (standing IN ('none', 'stands', 'cancelled')),

    CONSTRAINT "${snake(records)}_pkey" PRIMARY KEY ("saga_id")
) WITH (fillfactor = 60);
`;

/** The tables and handlers of a service that had none to simulate. */
export const testingFile = (
  service: string,
): string => `import { memoryTableStore, Staged } from '@sagaworks/messaging/memory';

/** The tables of ${service}, in memory. */
export class ${pascal(service)}Tables {
}

/** The service's handlers over tables in memory: for simulations. */
export function ${camel(service)}Handlers(tables: ${pascal(service)}Tables) {
  return [];
}
`;
