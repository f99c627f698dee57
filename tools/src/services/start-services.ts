import { freePort } from '../process/ports.js';
import { defaultPorts, services, type ServiceName, type Stack } from '../stack/stack.js';
import type { AppName, ServicesOptions } from './options.js';
import { servicePart, type ServicePart } from './service-part.js';

export interface Services {
  /** Of the first instance of each app that was started, and `smtp`. */
  readonly urls: Readonly<Record<AppName | 'smtp', string>>;
  readonly parts: readonly ServicePart[];
  /** One process, to kill and start: `get('orders')`, `get('orders', 2)`. */
  get(app: AppName, instance?: number): ServicePart;
  /** Starts one more process of a service, on a free port. */
  add(app: ServiceName): Promise<ServicePart>;
  stop(): Promise<void>;
}

/** Starts the services and the sandbox as processes of a prepared stack, and returns when all of them are ready. */
export async function startServices(stack: Stack, options: ServicesOptions = {}): Promise<Services> {
  const running = await RunningServices.create(stack, options);
  try {
    await running.start();
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

export class RunningServices implements Services {
  readonly parts: ServicePart[] = [];

  private constructor(
    private readonly stack: Stack,
    private readonly options: ServicesOptions,
    private readonly ports: Readonly<Record<AppName | 'smtp', number>>,
  ) {}

  /** Knows its ports and processes; none has been started yet. */
  static async create(stack: Stack, options: ServicesOptions): Promise<RunningServices> {
    const { defaultPorts: fixed = stack.name === 'demo', only = services, instances = {}, outside = 'http' } = options;
    const port = (app: AppName | 'smtp') => (fixed ? Promise.resolve(defaultPorts[app]) : freePort());
    const names = [...services, 'sandbox', 'smtp'] as const;
    const ports = { ...defaultPorts };
    for (const name of names) ports[name] = await port(name);
    const created = new RunningServices(stack, options, ports);
    if (outside === 'http') await created.declare('sandbox');
    for (const app of only) for (let count = instances[app] ?? 1; count > 0; count--) await created.declare(app);
    return created;
  }

  get urls(): Record<AppName | 'smtp', string> {
    const http = (app: AppName) => `http://127.0.0.1:${this.ports[app]}`;
    const smtp = `smtp://127.0.0.1:${this.ports.smtp}`;
    const urls = Object.fromEntries([...services, 'sandbox' as const].map((app) => [app, http(app)]));
    return { ...urls, smtp } as Record<AppName | 'smtp', string>;
  }

  get(app: AppName, instance = 1): ServicePart {
    const part = this.parts.filter((each) => each.app === app)[instance - 1];
    if (!part)
      throw new RangeError(`instance ${instance} of ${app} was not started: it is not in "only" or "instances"`);
    return part;
  }

  async add(app: ServiceName): Promise<ServicePart> {
    const part = await this.declare(app);
    await part.start();
    return part;
  }

  /** Waits for all of them even when one fails, so that none is still starting when they are stopped. */
  async start(): Promise<void> {
    const started = await Promise.allSettled(this.parts.map((part) => part.start()));
    const failure = started.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
  }

  /** The outside world last: services finish what they have asked of it. */
  async stop(): Promise<void> {
    const [sandbox, others] = [this.parts.filter(isSandbox), this.parts.filter((part) => !isSandbox(part))];
    await Promise.all(others.map((part) => part.stop()));
    await Promise.all(sandbox.map((part) => part.stop()));
  }

  private async declare(app: AppName): Promise<ServicePart> {
    const instance = this.parts.filter((part) => part.app === app).length + 1;
    const own = instance === 1 ? this.ports[app] : await freePort();
    const part = servicePart(
      app,
      instance,
      this.stack,
      { own, sandbox: this.ports.sandbox, smtp: this.ports.smtp },
      this.options,
    );
    this.parts.push(part);
    return part;
  }
}

function isSandbox(part: ServicePart): boolean {
  return part.app === 'sandbox';
}
