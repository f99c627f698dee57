import { z } from 'zod';
import { FAULT_ACTIONS, FAULT_POINTS, faultPoints, type FaultAction } from './points.js';
import { limits } from './rule-set.js';

const WAITING: readonly FaultAction[] = ['delay', 'reorder'];

/** A fault that somebody wants: what happens where, and to what. */
export const faultWish = z
  .strictObject({
    point: z.enum(FAULT_POINTS),
    action: z.enum(FAULT_ACTIONS),
    type: z.string().min(1).max(200).optional().describe('Messages of this type only, e.g. payments.capture-payment'),
    key: z.string().min(1).max(200).optional().describe('Messages of this key only, e.g. an order id'),
    delayMs: z
      .int()
      .min(1)
      .max(600_000)
      .optional()
      .describe('Of delay: how long. Of reorder: at most so long; default 1000'),
    ...limits,
  })
  .superRefine(({ point, action, type, key, delayMs }, context) => {
    const { actions, knowsMessage } = faultPoints[point];
    const wrong = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message });
    if (!actions.includes(action)) wrong('action', `${point} takes ${actions.join(', ')}`);
    if (!knowsMessage && (type !== undefined || key !== undefined))
      wrong(type === undefined ? 'key' : 'type', `${point} knows no message: leave out type and key`);
    if (action === 'delay' && delayMs === undefined) wrong('delayMs', 'A delay needs it');
    if (delayMs !== undefined && !WAITING.includes(action)) wrong('delayMs', `Only for ${WAITING.join(' and ')}`);
  });
export type FaultWish = z.output<typeof faultWish>;
