import { startService } from '@sagaworks/chassis';
import { PaymentsModule } from './payments.module.js';
import { paymentsSettings } from './settings.js';

await startService(PaymentsModule, { name: 'payments', port: 3002, settings: paymentsSettings });
