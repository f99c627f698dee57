import type { HandlerRegistry } from '../handler/handler-registry.js';
import type { Outcome, WorkUnit } from '../handler/work-unit.js';
import type { Logger } from '../runtime/logger.js';
import { pause } from '../runtime/pause.js';
import type { AnswerSource } from './answer-source.js';
import { answerUnit } from './answer-unit.js';
import type { HeldCalls } from './held-calls.js';
import type { OpenCall } from './open-call.js';

/** An answer that is to be brought in later than this leaves its place in memory meanwhile. */
const STAYS_MS = 5_000;

export interface AnswersParts {
  readonly registry: HandlerRegistry;
  readonly source: AnswerSource;
  /** Resolves after the commit in which the unit ended. */
  readonly submit: (unit: WorkUnit) => Promise<Outcome>;
  readonly log: Logger;
}

export interface AnswersAround {
  readonly held: HeldCalls;
  readonly stopping: AbortSignal;
  isStopped(): boolean;
  onSettled(call: OpenCall): void;
}

/** Brings the answers of calls to the handlers that asked for them. */
export class Answers {
  constructor(
    private readonly parts: AnswersParts,
    private readonly around: AnswersAround,
  ) {}

  /** Until the answer is committed, or dead: only then may the next call of the line be made. */
  async bringIn(call: OpenCall): Promise<void> {
    for (let again = true; again; ) {
      if (!this.around.held.isHeld(call)) return;
      const outcome = await this.#submit(call);
      if (this.around.isStopped() && outcome === undefined) return;
      if (outcome?.kind === 'skipped' || (call.answerRetryMs ?? 0) > STAYS_MS) return this.around.held.leave(call);
      again = outcome === undefined || (outcome.kind === 'failed' && call.answerRetryMs !== undefined);
      if (again) await pause(call.answerRetryMs ?? 1_000, this.around.stopping);
    }
    this.around.onSettled(call);
  }

  async #submit(call: OpenCall): Promise<Outcome | undefined> {
    call.answerRetryMs = undefined;
    try {
      const unit = answerUnit(this.parts.registry, this.parts.source, call);
      this.parts.source.register(unit, call);
      return await this.parts.submit(unit);
    } catch (error) {
      const { operation, key } = call.pending;
      this.parts.log.warn({ err: error, operation, key }, 'an answer cannot be brought in; trying again');
      return undefined;
    }
  }
}
