import { keyOf, type OpenCall } from './open-call.js';
import type { Answer } from '../handler/handler.js';
import { Recent } from '../runtime/recent.js';

const REMEMBERED = 4_096;
const MOST_ANSWERS = 1_000;

/**
 * What is known of actions and their undos without asking the party: an undo of an action that never began is done, and
 * an undo under a key that was just answered has that answer: one undo of an action is under way at a time. Forgetting
 * costs a call, nothing else.
 */
export class KnownOutcomes {
  readonly #neverBegun = new Recent(REMEMBERED);
  readonly #undos = new Map<string, Answer>();

  /** A call was settled with its answer. */
  note({ pending: { party, key, undoes }, answer }: OpenCall): void {
    const value = answer!.value;
    if (value.kind === 'gave-up' && !value.called) this.#neverBegun.add(keyOf(party, key));
    if (undoes === undefined || value.kind !== 'answered') return;
    this.#undos.set(keyOf(party, key), value);
    if (this.#undos.size > MOST_ANSWERS) this.#undos.delete(this.#undos.keys().next().value!);
  }

  /** The answer to a call that never began, where none is needed. */
  answerTo({ pending: { party, operation, key, undoes }, withdrawn }: OpenCall): Answer | undefined {
    if (withdrawn === true) return neverCalled(operation, key, 'it was taken back before it was called');
    if (undoes === undefined) return undefined;
    if (this.#neverBegun.has(keyOf(party, undoes))) return neverCalled(operation, key, `${undoes} never began`);
    const known = this.#undos.get(keyOf(party, key));
    return known?.operation === operation ? known : undefined;
  }
}

export const neverCalled = (operation: string, key: string, why: string): Answer => ({
  kind: 'gave-up',
  called: false,
  operation,
  key,
  reason: `never called: ${why}`,
});
