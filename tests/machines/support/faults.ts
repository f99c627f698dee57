export interface Fault {
  readonly id: string;
  readonly hits: number;
  readonly state: 'in-effect' | 'spent' | 'expired';
}

/** Breaks a service that was started with `FAULTS=on`, at a point of its way; `url` is the service's own. */
export const setFault = (url: string, wish: object): Promise<Fault> => post(`${url}/ops/faults`, wish);

/** Has a party of the sandbox misbehave. */
export const setOutsideFault = (url: string, wish: object): Promise<Fault> => post(`${url}/faults`, wish);

/** What is or was in effect, of a service (`…/ops/faults`) or of the sandbox (`…/faults`). */
export async function faultsAt(list: string): Promise<Fault[]> {
  const { items } = (await (await fetch(list)).json()) as { items: Fault[] };
  return items;
}

async function post(url: string, wish: object): Promise<Fault> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(wish),
  });
  if (response.status !== 201) throw new Error(`POST ${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Fault;
}
