import { metrics, type ObservableCallback, type ObservableGauge } from '@opentelemetry/api';
import { Overloaded } from '../../errors.js';
import type { Logger } from '../../runtime/logger.js';
import { Loop } from '../../runtime/loop.js';
import type { SagaDefinition } from '../definition.js';
import { Admission, limitsOf, type AdmissionLimits, type AdmissionState } from './admission.js';
import type { LoadSource } from './load-source.js';

const LOOK_MS = 1_000;
/** While nothing is on its way and nobody asks. */
const IDLE_MS = 5_000;
const RETRY_AFTER_OLD_S = 5;

export interface SagaAdmissionParts {
  readonly definitions: readonly SagaDefinition[];
  readonly source: LoadSource;
  /** What this process has completed, by saga. */
  readonly completions: { readonly counts: ReadonlyMap<string, number> };
  /** Milliseconds that the oldest message waits to be sent for the first time. @default nothing waits */
  readonly unsentMs?: () => number;
  readonly log: Logger;
  readonly limits?: Partial<AdmissionLimits>;
}

/**
 * The door of a service's sagas: looks at their load once a second, and refuses new ones that could not end in time.
 */
export class SagaAdmission {
  readonly #doors: ReadonlyMap<string, { readonly admission: Admission; readonly targetMs: number }>;
  readonly #loop: Loop;
  readonly #closed = new Set<string>();
  #asked = false;
  #gauges: readonly ObservableGauge[] = [];

  constructor(private readonly parts: SagaAdmissionParts) {
    this.#loop = new Loop(() => this.#look(), { does: 'read the load of the sagas', log: parts.log, retryMs: LOOK_MS });
    this.#doors = new Map(parts.definitions.flatMap((definition) => this.#doorOf(definition)));
  }

  start(): void {
    if (this.#doors.size === 0) return;
    const meter = metrics.getMeter('@sagaworks/messaging');
    this.#gauges = [
      meter.createObservableGauge('messaging.admission.open', {
        description: '1 while new sagas are let in, 0 while they are refused',
      }),
      meter.createObservableGauge('messaging.admission.in_flight', {
        unit: '{saga}',
        description: 'Sagas on their way, as the door counts them',
      }),
      meter.createObservableGauge('messaging.admission.limit', {
        unit: '{saga}',
        description: 'Sagas on their way beyond which the door is closed',
      }),
    ];
    const values = [
      (state: AdmissionState) => Number(state.open),
      ({ inFlight }: AdmissionState) => inFlight,
      ({ limit }: AdmissionState) => limit,
    ];
    this.#gauges.forEach((gauge, at) => gauge.addCallback((this.#observers[at] ??= this.#observe(values[at]!))));
    void this.#loop.start();
  }

  async stop(): Promise<void> {
    this.#gauges.forEach((gauge, at) => gauge.removeCallback(this.#observers[at]!));
    await this.#loop.stop();
  }

  /** Lets one in. Throws `Overloaded` with when to come again; a saga without deadlines of its own is always let in. */
  letIn(saga: string): void {
    const door = this.#doors.get(saga);
    if (door === undefined) return;
    this.#asked = true;
    const unsentMs = this.parts.unsentMs?.() ?? 0;
    if (unsentMs > door.targetMs)
      throw new Overloaded(
        `the oldest message has waited ${Math.round(unsentMs / 1_000)} s to be sent: is the broker away?`,
        { retryAfter: RETRY_AFTER_OLD_S },
      );
    const { open, inFlight, limit, retryAfter } = door.admission.state;
    if (!open)
      throw new Overloaded(`${inFlight} sagas ${saga} are on their way, more than can end in time (${limit})`, {
        retryAfter: retryAfter!,
      });
    door.admission.letIn();
  }

  /** By saga, for people. */
  get state(): ReadonlyMap<string, AdmissionState> {
    return new Map([...this.#doors].map(([saga, { admission }]) => [saga, admission.state]));
  }

  readonly #observers: ObservableCallback[] = [];

  #observe(value: (state: AdmissionState) => number): ObservableCallback {
    return (result) => {
      for (const [saga, state] of this.state) result.observe(value(state), { saga });
    };
  }

  #doorOf(definition: SagaDefinition): [string, { admission: Admission; targetMs: number }][] {
    const limits = limitsOf(definition);
    if (limits === undefined) return [];
    const own = { ...limits, ...this.parts.limits };
    return [[definition.name, { admission: new Admission(definition.name, own), targetMs: own.targetMs }]];
  }

  /** One look; milliseconds until the next. Without an answer the door stays as it was. */
  async #look(): Promise<number> {
    const asked = this.#asked;
    this.#asked = false;
    const wanted = [...this.#doors].map(([saga, { admission }]) => ({ saga, atMost: 2 * admission.state.limit }));
    const loads = await this.parts.source.exchange(this.parts.completions.counts, wanted);
    for (const [saga, load] of loads) this.#doors.get(saga)?.admission.see(load, performance.now());
    this.#tell();
    return asked || [...loads.values()].some(({ inFlight }) => inFlight > 0) ? LOOK_MS : IDLE_MS;
  }

  /** Once as the door closes, and once as it opens. */
  #tell(): void {
    for (const [saga, state] of this.state) {
      if (state.open === !this.#closed.has(saga)) continue;
      if (state.open) this.#closed.delete(saga);
      else this.#closed.add(saga);
      this.parts.log.warn(
        { saga, ...state },
        state.open ? 'new sagas are let in again' : 'new sagas are refused: those on their way could not end in time',
      );
    }
  }
}
