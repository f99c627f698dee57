import type { SagaDefinition, Step } from '../definition.js';

/** How many instances of a saga are on their way, and how many were completed. */
export interface SagaLoad {
  readonly inFlight: number;
  /** Grows only; over all processes of the service, as far as this one knows them. */
  readonly completed: number;
}

/** What the door knows at one moment. */
export interface AdmissionState {
  readonly open: boolean;
  /** Instances on their way, those started since the last look included. */
  readonly inFlight: number;
  /** Beyond so many the door is closed. */
  readonly limit: number;
  /** Completed, a second. */
  readonly perSecond: number;
  /** Seconds until it is worth asking again; only while it is closed. */
  readonly retryAfter?: number;
}

export interface AdmissionLimits {
  /**
   * Milliseconds that an instance may be on its way, by the rate at which they are completed.
   * @default half of the shortest `within`
   */
  readonly targetMs: number;
  /** So many may be on their way at any rate: where none was completed yet, there is none to judge by. @default 200 */
  readonly floor: number;
  /** Milliseconds that the rate is taken over. @default 30_000 */
  readonly windowMs: number;
}

const DEFAULT_FLOOR = 200;
const DEFAULT_WINDOW_MS = 30_000;
const LONGEST_RETRY_S = 30;

/**
 * Refuses at the door what could not end in time (rule 31): by Little's law (L = λW), instances on their way divided by
 * the rate at which they are completed is how long a new one will be on its way.
 */
export class Admission {
  readonly #samples: { readonly at: number; readonly completed: number }[] = [];
  #inFlight = 0;
  #started = 0;

  constructor(
    readonly saga: string,
    private readonly limits: AdmissionLimits,
  ) {}

  /** What was seen at a look; `at` in milliseconds of a monotonic clock. */
  see({ inFlight, completed }: SagaLoad, at: number): void {
    this.#inFlight = inFlight;
    this.#started = 0;
    this.#samples.push({ at, completed });
    while (this.#samples.length > 2 && this.#samples[1]!.at <= at - this.limits.windowMs) this.#samples.shift();
  }

  /** One was let in: it counts until the next look finds it. */
  letIn(): void {
    this.#started += 1;
  }

  get state(): AdmissionState {
    const [inFlight, perSecond] = [this.#inFlight + this.#started, this.#perSecond()];
    const limit = Math.max(this.limits.floor, Math.floor((perSecond * this.limits.targetMs) / 1_000));
    const told = { inFlight, limit, perSecond };
    return inFlight < limit ? { open: true, ...told } : { open: false, ...told, retryAfter: retryAfter(told) };
  }

  #perSecond(): number {
    const [first, last] = [this.#samples[0], this.#samples.at(-1)];
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return (1_000 * Math.max(0, last.completed - first.completed)) / (last.at - first.at);
  }
}

/** About when those that are too many have completed. */
const retryAfter = ({ inFlight, limit, perSecond }: Omit<AdmissionState, 'open'>): number =>
  perSecond === 0
    ? LONGEST_RETRY_S
    : Math.min(Math.max(1, Math.ceil((inFlight - limit + 1) / perSecond)), LONGEST_RETRY_S);

/**
 * What a definition says about how long it may take; `undefined` where a step waits for people: those may be many for
 * weeks.
 */
export function limitsOf({ steps }: Pick<SagaDefinition, 'steps'>): AdmissionLimits | undefined {
  const waits = steps.filter((step) => step.kind === 'compensatable');
  if (waits.length === 0 || waits.some(waitsForPeople)) return undefined;
  return {
    targetMs: Math.min(...waits.map(({ within }) => within)) / 2,
    floor: DEFAULT_FLOOR,
    windowMs: DEFAULT_WINDOW_MS,
  };
}

const waitsForPeople = (step: Extract<Step<never>, { kind: 'compensatable' }>): boolean => step.asks > 1;
