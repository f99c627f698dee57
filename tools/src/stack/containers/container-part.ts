import { getContainerRuntimeClient, type GenericContainer, type StartedTestContainer } from 'testcontainers';
import type { Part } from '../stack.js';

/**
 * A container that is stopped, killed and started like a process: its host ports are fixed and its file system stays.
 */
export class ContainerPart implements Part {
  private started: StartedTestContainer | undefined;
  private isUp = false;

  constructor(
    readonly name: string,
    private readonly container: GenericContainer,
    private readonly ready: () => Promise<void>,
  ) {}

  get running(): boolean {
    return this.isUp;
  }

  /** The process lives in the container, often on another machine. */
  get pid(): undefined {
    return undefined;
  }

  async start(): Promise<void> {
    if (this.isUp) return;
    if (this.started) await (await this.runtime()).start();
    else this.started = await this.container.start();
    this.isUp = true;
    await this.ready();
  }

  async stop(): Promise<void> {
    if (!this.isUp) return;
    this.isUp = false;
    await (await this.runtime()).stop({ t: 10 });
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!this.isUp) return;
    const container = await this.runtime();
    if (signal === 'SIGSTOP') return void (await container.pause());
    if (signal === 'SIGCONT') return void (await container.unpause());
    this.isUp = false;
    await container.kill({ signal });
    if (signal === 'SIGKILL') await container.wait();
  }

  async remove(): Promise<void> {
    this.isUp = false;
    await this.started?.stop({ remove: true, removeVolumes: true });
    this.started = undefined;
  }

  private async runtime() {
    const client = await getContainerRuntimeClient();
    return client.container.getById(this.started?.getId() ?? '');
  }
}
