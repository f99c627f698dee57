import { resolve } from 'node:path';
import { PLANT } from '../mutants/mutant.js';

/** What services are started with: in a hunt for a planted defect, the defect. */
export const defect = (): Record<string, string> =>
  process.env[PLANT] === undefined
    ? {}
    : { NODE_OPTIONS: `--import ${resolve('tests/dist/machines/mutants/plant.js')}` };
