import { z } from 'zod';

export const orderLinks = z.object({
  self: z.string(),
  saga: z.string().describe('The saga that fulfils it, for operators'),
  trace: z.string().nullable().describe('Everything that was done for it, as one trace; null when nothing traces'),
});

interface Linked {
  readonly orderId: string;
  readonly sagaId: string;
  readonly traceId?: string | null | undefined;
}

/** `tracesUrl`: of a page that shows a trace once its id is appended. */
export const linksOf = (
  { orderId, sagaId, traceId }: Linked,
  tracesUrl: string | undefined,
): z.output<typeof orderLinks> => ({
  self: `/orders/${orderId}`,
  saga: `/ops/sagas/${sagaId}`,
  trace: tracesUrl === undefined || traceId === undefined || traceId === null ? null : `${tracesUrl}${traceId}`,
});

/** For OpenAPI: an answer tells where its order, or return, is seen. */
export const orderLocation = {
  Location: { required: true, description: 'Where to look at it', schema: { type: 'string' as const } },
};
