import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { it } from '@jest/globals';
import { FlightBooked, HotelBooked, Paid, TicketsSent } from '../../testing/trip-saga.js';
import { Trips } from '../../testing/trips.js';
import { start } from '../start.js';

it('bench', async () => {
  const trips = await Trips.open();
  const [{ pid }] = await trips.database.transaction((tx) => tx.sql<{ pid: number }>('SELECT pg_backend_pid() AS pid')) as [{ pid: number }];
  const cpu = () => { const s = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(s[11]) + Number(s[12])) * 10; };
  const pad = 'x'.repeat(450);
  for (const n of [60, 60, 60, 5]) {
    const rounds = 3000 / n;
    const c0 = cpu(); const u0 = process.cpuUsage(); const t0 = performance.now();
    for (let r = 0; r < rounds; r += 1) {
      const ids = Array.from({ length: n }, () => randomUUID()).sort();
      await trips.inOne([], (sagas, ctx) => ids.forEach((id) => sagas.start(start(trips.saga, { id, businessKey: id, data: { trip: id + pad } }), ctx)));
      for (const [contract, step] of [[FlightBooked, 'flight'], [HotelBooked, 'hotel'], [Paid, 'pay'], [TicketsSent, 'tickets']] as const)
        await trips.inOne(ids, (sagas, ctx) => ids.forEach((id) => sagas.reply({ ...ctx.message, type: contract.type, data: { trip: id, seat: '7A' }, correlationId: id, step, ask: 1 }, ctx)));
    }
    const u = process.cpuUsage(u0); const orders = rounds * n;
    console.log(`batch ${n}: us/order wall ${((performance.now() - t0) * 1000 / orders).toFixed(0)} pg ${((cpu() - c0) * 1000 / orders).toFixed(0)} node ${((u.user + u.system) / orders).toFixed(0)}`);
  }
  await trips.close();
}, 120_000);
