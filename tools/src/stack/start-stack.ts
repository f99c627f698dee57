import { BadSetting } from '../errors.js';
import { embeddedStack } from './embedded/embedded.js';
import { externalStack } from './external.js';
import type { Stack, StackOptions } from './stack.js';

/** Starts Kafka, PostgreSQL and a trace viewer, and returns their URLs. Topics and tables are `prepare`'s work. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const way = options.way ?? process.env['STACK'] ?? 'embedded';
  switch (way) {
    case 'embedded':
      return embeddedStack(options);
    case 'containers':
      // Loaded only here: the library is large, and most runs do not need it.
      return (await import('./containers/containers.js')).containerStack(options);
    case 'external':
      return externalStack(options);
    default:
      throw new BadSetting('STACK', way, 'embedded, containers or external');
  }
}
