import { SumOverProcesses, type LoadSource } from '../saga/admission/load-source.js';
import type { SagaLoad } from '../saga/admission/admission.js';
import type { StoreLink } from './link.js';
import type { SagaRows } from './saga-table.js';

/** What each process of a service has told of its completed sagas. */
export class CompletionRows {
  readonly rows = new Map<string, { readonly process: string; readonly saga: string; readonly completed: number }>();
}

/** The load of a service's sagas in memory. */
export class MemoryLoadSource implements LoadSource {
  readonly #process: string = crypto.randomUUID();
  readonly #sum = new SumOverProcesses();

  constructor(
    private readonly completions: CompletionRows,
    private readonly sagas: SagaRows,
    private readonly link: StoreLink,
  ) {}

  exchange(...[own, wanted]: Parameters<LoadSource['exchange']>): Promise<ReadonlyMap<string, SagaLoad>> {
    return this.link(() => {
      for (const { saga } of wanted)
        this.completions.rows.set(`${this.#process}/${saga}`, {
          process: this.#process,
          saga,
          completed: own.get(saga) ?? 0,
        });
      this.#sum.add([...this.completions.rows.values()]);
      return new Map(
        wanted.map(({ saga, atMost }) => [
          saga,
          { inFlight: Math.min(this.sagas.running(saga), atMost), completed: this.#sum.of(saga) },
        ]),
      );
    });
  }
}
