import { startService } from '@sagaworks/chassis';
import { NotifierModule } from './notifier.module.js';
import { notifierSettings } from './settings.js';

await startService(NotifierModule, { name: 'notifier', port: 3005, settings: notifierSettings });
