import { startService } from '@sagaworks/messaging/nest';
import { NotifierModule } from './notifier.module.js';
import { notifierSettings } from './settings.js';

await startService(NotifierModule, { name: 'notifier', port: 3005, settings: notifierSettings });
