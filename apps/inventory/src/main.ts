import { startService } from '@sagaworks/chassis';
import { messagingSettings } from '@sagaworks/messaging/nest';
import { InventoryModule } from './inventory.module.js';

await startService(InventoryModule, { name: 'inventory', port: 3003, settings: messagingSettings });
