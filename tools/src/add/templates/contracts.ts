import { pascal, spoken, type StepNames } from '../words.js';

export const contractsHead = `import { command, event } from '@sagaworks/messaging/contract';
import { z } from 'zod';
import { money, orderId, reason } from './fields.js';
`;

/** The five messages of a step that can be undone. */
export function contractsOf({ step, service, record, yes, no, undo, done }: StepNames): string {
  const owner = `Owner: ${service}. */`;
  return `
/** Asks for the ${spoken(record)} of an order of this amount. ${owner}
export const ${pascal(step)} = command('${service}.${step}', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, amount: money }),
});

/** The ${spoken(record)} stands until it is cancelled. ${owner}
export const ${pascal(yes)} = event('${service}.${yes}', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** There is no ${spoken(record)} of the order. ${owner}
export const ${pascal(no)} = event('${service}.${no}', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId, reason: reason('limit-exceeded', 'deadline-missed', 'withdrawn') }),
});

/** Asks for the ${spoken(record)} to be cancelled; one that comes before its ${pascal(step)} makes that one be refused. ${owner}
export const ${pascal(undo)} = command('${service}.${undo}', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});

/** There is no ${spoken(record)} of the order, and there will be none. ${owner}
export const ${pascal(done)} = event('${service}.${done}', {
  version: 1,
  key: 'orderId',
  data: z.strictObject({ orderId }),
});
`;
}
