import { startService } from '@sagaworks/chassis';
import { ShippingModule } from './shipping.module.js';
import { shippingSettings } from './settings.js';

await startService(ShippingModule, { name: 'shipping', port: 3004, settings: shippingSettings });
