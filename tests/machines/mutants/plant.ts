// Loaded by `node --import` before everything else, in test processes and the services that they start.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { PLANT, planted, type Plant } from './mutant.js';

const plant = JSON.parse(process.env[PLANT]!) as Plant;
const source = resolve(plant.file);
const built = pathToFileURL(source.replace('/src/', '/dist/').replace(/\.ts$/, '.js')).href;
/** Whether this process has met its defect. */
export const plot = { isMet: false };

registerHooks({
  load: (url, context, nextLoad) => {
    if (url !== built) return nextLoad(url, context);
    plot.isMet = true;
    return { format: 'module', source: compiled(planted(readFileSync(source, 'utf8'), plant)), shortCircuit: true };
  },
});

function compiled(text: string): string {
  const { config } = ts.readConfigFile('tsconfig.base.json', (path) => readFileSync(path, 'utf8')) as {
    config: { compilerOptions: object };
  };
  const { options } = ts.convertCompilerOptionsFromJson(
    { ...config.compilerOptions, module: 'esnext', moduleResolution: 'bundler', sourceMap: false, declaration: false },
    '.',
  );
  return ts.transpileModule(text, { compilerOptions: options, fileName: source }).outputText;
}
