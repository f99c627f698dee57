import { startService } from '@sagaworks/chassis';
import { SandboxModule } from './sandbox.module.js';
import { sandboxSettings } from './settings.js';

await startService(SandboxModule, { name: 'sandbox', port: 3010, settings: sandboxSettings });
