// The pure specs, over sources with one defect.
import config from '../../../jest.config.mjs';

const [unit] = config.projects;
const [[pattern, [, swc]]] = Object.entries(unit.transform);

export default {
  ...unit,
  rootDir: '../../..',
  testTimeout: config.testTimeout,
  transform: { [pattern]: ['<rootDir>/tests/machines/mutants/transform.mjs', swc] },
};
