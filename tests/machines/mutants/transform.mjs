// Jest loads sources by transforms, not by Node: the same defect, on the way that specs take.
import { createTransformer } from '@swc/jest';
import { resolve } from 'node:path';

const plant = JSON.parse(process.env.SAGAWORKS_PLANT);
const source = resolve(plant.file);

const withDefect = (text, path) => {
  if (path !== source) return text;
  const parts = text.split(plant.find);
  if (parts.length !== 2) throw new Error(`${plant.file} has this ${parts.length - 1} times, not once: ${plant.find}`);
  return parts.join(plant.replace);
};

export default {
  createTransformer: (swc) => {
    const inner = createTransformer(swc);
    return {
      canInstrument: inner.canInstrument,
      getCacheKey: (text, path, options) => inner.getCacheKey(withDefect(text, path), path, options),
      process: (text, path, options) => inner.process(withDefect(text, path), path, options),
    };
  },
};
