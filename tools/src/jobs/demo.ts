import { Listr } from 'listr2';
import { auditAloud, placingOrders } from '../demo/place-orders.js';
import { reportOf } from '../demo/report.js';
import { job } from './job.js';
import { setting } from './setting.js';

await job('demo', async () => {
  const url = (app: string) => setting(`${app}_URL`, `the http:// URL of ${app.toLowerCase()}`);
  const urls = { orders: url('ORDERS'), inventory: url('INVENTORY'), sandbox: url('SANDBOX') };
  const orders = placingOrders(() => urls);
  await new Listr([orders.task], { renderer: 'simple' }).run();
  console.log(reportOf(orders.result().outcomes, (id) => `${process.env['TRACES_VIEW_URL'] ?? ''}${id}`));
  if (!(await auditAloud(orders.result(), urls))) process.exitCode = 1;
  return 'placed an order of every kind';
});
