/** How a process ended, and what it said. */
export interface Ended {
  /** `null`: it did not end by itself. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** What came of a hunt. */
export interface Finding {
  /** Which promise was seen broken; `undefined` of a defect that survives. */
  readonly by?: string;
  /** Orders taken until then. */
  readonly orders?: number;
}

const RUN = /^seed (\d+) +(\S+) +(\d+) orders/gm;
/** The first promise that the judge names; behind it are the order, and what is wrong with it. */
const BROKEN = /^seed \d+ breaks:\n {2}(.+?)(?: \([^)]*\))?: /m;

export function toldBySimulation({ code, out, err }: Ended): Finding {
  const runs = [...out.matchAll(RUN)].map(([, seed, profile, orders]) => ({ seed, profile, orders: Number(orders) }));
  const orders = runs.reduce((sum, each) => sum + each.orders, 0);
  const broken = BROKEN.exec(out)?.[1];
  if (broken !== undefined) return { by: `${broken} (seed ${runs.at(-1)?.seed}, ${runs.at(-1)?.profile})`, orders };
  if (code === 0) return { orders };
  if (code === 2 || err.includes('ERR_MODULE_NOT_FOUND')) throw new Error(err);
  return { by: code === null ? 'it never ends' : `it breaks off: ${lastWords(err)}`, orders };
}

export function toldBySpec(path: string, { code, out, err }: Ended): Finding {
  const failed = /"fullName":"((?:[^"\\]|\\.)*)"[^{}]*"status":"failed"/.exec(out)?.[1];
  if (code !== 0 && failed === undefined) throw new Error(`${path} could not be run: ${err}`);
  return code === 0 ? {} : { by: `${path.split('/').at(-1)}: ${failed}` };
}

const lastWords = (text: string): string => /^\w*Error.*$/m.exec(text)?.[0] ?? text.trim().split('\n').at(-1) ?? '';
