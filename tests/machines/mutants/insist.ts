// Loaded behind plant.ts where there is one process: a defect that it never meets finds nothing.
import { PLANT, type Plant } from './mutant.js';
import { plot } from './plant.js';

process.on('exit', () => {
  if (plot.isMet) return;
  console.error(`${(JSON.parse(process.env[PLANT]!) as Plant).file} was never loaded: its defect was not there`);
  process.exitCode = 2;
});
