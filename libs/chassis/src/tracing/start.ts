import { enableCompileCache } from 'node:module';
import { tracingSettings } from './settings.js';

// Loaded before the program: `node --import @sagaworks/chassis/tracing main.js`. Being first, it also has Node keep
// compiled code between starts.
enableCompileCache();

const settings = tracingSettings.safeParse(process.env);
if (!settings.success) {
  const [issue] = settings.error.issues;
  console.error(
    `${process.env['OTEL_SERVICE_NAME'] ?? 'tracing'}: ${issue?.path.join('.')} is wrong: ${issue?.message}`,
  );
  process.exit(1);
}
if (settings.data.TRACES_EXPORTER !== 'none') {
  const { startTracing } = await import('./sdk.js');
  await startTracing(settings.data);
}
