import { messagingSettings, startService } from '@sagaworks/messaging/nest';
import { InventoryModule } from './inventory.module.js';

await startService(InventoryModule, { name: 'inventory', port: 3003, settings: messagingSettings });
