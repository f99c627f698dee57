// Preloaded into a service: its wall clock is off by as many seconds as the file says, from the moment it says so. As
// at a jump of the machine's clock, timers and the monotonic clock go on as they were.
import { readFileSync } from 'node:fs';

const real = Date;
let off = 0;
setInterval(() => (off = Number(readFileSync(process.env.CLOCK_FILE, 'utf8')) * 1_000), 50).unref();

globalThis.Date = new Proxy(real, {
  construct: (target, args, as) => Reflect.construct(target, args.length === 0 ? [real.now() + off] : args, as),
  apply: () => new real(real.now() + off).toString(),
  get: (target, name) => (name === 'now' ? () => real.now() + off : Reflect.get(target, name)),
});
