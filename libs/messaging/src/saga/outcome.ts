import type { Because } from '../message/contract.js';

/** Why a saga was rolled back. */
export type Reason =
  /** The step said no; `data` is that of the refusing message. */
  | { readonly kind: 'refused'; readonly step: string; readonly messageType: string; readonly data: unknown }
  | { readonly kind: 'deadline'; readonly step: string }
  /** `step` was being asked when the wish came; `by`: an operator turned it round of their own accord. */
  | { readonly kind: 'cancelled'; readonly step: string; readonly detail?: string; readonly by?: 'operator' };

/** How a saga ends. */
export type SagaOutcome = 'completed' | 'rolled-back';

/** Which step holds a saga up, and why only a person can help. */
export interface Stuck {
  readonly step: string;
  readonly asking: 'do' | 'undo';
  readonly because: 'refused' | 'unanswered';
  readonly asks: number;
}

/**
 * How it is known that nothing of a saga stands: each undo was confirmed, or an operator has seen to it and said so.
 */
export type Undone = 'confirmed' | 'by-hand';

/**
 * What a refused step said, whatever it said: a reason that cannot be read, e.g. of an older version, is one without
 * words.
 */
export function saidNo({ step, data }: Extract<Reason, { kind: 'refused' }>): Because {
  const { code, text } = ((data as { reason?: unknown } | null)?.reason ?? {}) as Partial<
    Record<keyof Because, unknown>
  >;
  return {
    code: typeof code === 'string' ? code : 'refused',
    text: typeof text === 'string' ? text : `${step} was refused`,
  };
}
