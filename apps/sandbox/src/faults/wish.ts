import { limits } from '@sagaworks/messaging/faults';
import { z } from 'zod';

/** What each party can be asked for. */
const operations = {
  cards: ['authorisation', 'capture', 'void', 'refund', 'look-up'],
  carrier: ['booking', 'cancellation', 'dispatch', 'look-up'],
  mailbox: ['mail'],
} as const;
export type PartyName = keyof typeof operations;
export type OperationName = (typeof operations)[PartyName][number];

const NO_REFUSAL: readonly OperationName[] = ['look-up', 'dispatch'];

/** `answer-lost`: the effect is done, then the connection is cut. */
const FAULTS = ['decline', 'unavailable', 'slow', 'hang', 'answer-lost'] as const;

export const canDecline = (operation: OperationName): boolean => !NO_REFUSAL.includes(operation);

/** How a party is to misbehave. */
export const wish = z
  .strictObject({
    party: z.enum(Object.keys(operations) as [PartyName, ...PartyName[]]),
    fault: z
      .enum(FAULTS)
      .describe(
        'decline: a refusal, on the books; unavailable: 503 (451 by SMTP), nothing done; slow: done, the answer later; hang: nothing done, no answer; answer-lost: done, then the connection is cut',
      ),
    operation: z
      .string()
      .optional()
      .describe(`Default all of the party: ${Object.values(operations).flat().join(', ')}`),
    key: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('What the Idempotency-Key, the Message-ID or the look-up begins with'),
    delayMs: z.int().min(1).max(600_000).optional().describe('Of slow; default 5000'),
    ...limits,
  })
  .superRefine(({ party, fault, operation, delayMs }, context) => {
    const wrong = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    const known: readonly string[] = operations[party];
    if (operation !== undefined && !known.includes(operation)) wrong('operation', `${party} does ${known.join(', ')}`);
    if (fault === 'decline' && operation !== undefined && !canDecline(operation as OperationName))
      wrong('fault', `${operation} knows no refusal`);
    if (fault !== 'slow' && delayMs !== undefined) wrong('delayMs', 'Only for slow');
  });
export type Wish = z.output<typeof wish>;
