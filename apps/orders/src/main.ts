import { startService } from '@sagaworks/chassis';
import { OrdersModule } from './orders.module.js';
import { ordersSettings } from './settings.js';

await startService(OrdersModule, { name: 'orders', port: 3001, settings: ordersSettings });
