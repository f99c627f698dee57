import { startService } from '@sagaworks/messaging/nest';
import { ShippingModule } from './shipping.module.js';
import { shippingSettings } from './settings.js';

await startService(ShippingModule, { name: 'shipping', port: 3004, settings: shippingSettings });
