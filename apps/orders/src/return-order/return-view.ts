import type { sagaById } from '@sagaworks/messaging';
import { z } from 'zod';
import { orderLinks } from '../order-links.js';
import { rejection } from './outcome.js';

type Saga = NonNullable<Awaited<ReturnType<typeof sagaById>>>;

/** A return as its customer sees it. */
export const returnView = z.object({
  returnId: z.uuid().describe('Its saga'),
  orderId: z.uuid(),
  traceId: z.string().nullable(),
  status: z.enum(['pending', 'returned', 'rejected', 'needs-attention']),
  awaitsParcel: z.boolean().describe('The customer is to send the parcel'),
  reason: z.object({ code: z.string(), text: z.string() }).nullable(),
  askedAt: z.iso.datetime(),
  links: orderLinks,
});
export type ReturnView = z.output<typeof returnView>;

export const returnOf = (saga: Saga, tracesUrl: string | undefined): ReturnView => ({
  returnId: saga.id,
  orderId: saga.businessKey,
  traceId: saga.traceId ?? null,
  ...standing(saga),
  awaitsParcel: saga.status === 'running' && saga.steps['receive-parcel']?.at === 'asked',
  askedAt: saga.startedAt.toISOString(),
  links: {
    self: `/orders/${saga.businessKey}/returns`,
    saga: `/ops/sagas/${saga.id}`,
    trace: tracesUrl === undefined || saga.traceId === undefined ? null : `${tracesUrl}${saga.traceId}`,
  },
});

function standing({ phase }: Saga): Pick<ReturnView, 'status' | 'reason'> {
  switch (phase.status) {
    case 'running':
    case 'compensating':
      return { status: 'pending', reason: null };
    case 'completed':
      return { status: 'returned', reason: null };
    case 'rolled-back':
      return { status: 'rejected', reason: rejection(phase.reason) };
    case 'resolved':
      return resolved(phase);
    case 'needs-operator':
      return { status: 'needs-attention', reason: { code: phase.stuck.step, text: 'people are looking at it' } };
    default:
      return phase satisfies never;
  }
}

function resolved(phase: Extract<Saga['phase'], { status: 'resolved' }>): Pick<ReturnView, 'status' | 'reason'> {
  switch (phase.outcome) {
    case 'completed':
      return { status: 'returned', reason: null };
    case 'rolled-back':
      return { status: 'rejected', reason: rejection(phase.reason) };
    case 'unknown':
      return {
        status: 'needs-attention',
        reason: { code: phase.stuck.step, text: 'people have seen to it, without saying how it ended' },
      };
    default:
      return phase satisfies never;
  }
}
