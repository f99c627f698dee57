import { existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { insistFree } from '../../process/ports.js';
import { Program } from '../../process/program.js';
import { postgresAnswers } from '../postgres-ready.js';
import type { Death, PostgresPart } from '../stack.js';
import { account, keepImage, makeData, releaseData } from './postgres-data.js';
import { postgresHome, type PostgresHome } from './postgres-home.js';
import { postgresArguments } from './postgres-settings.js';
import { postgresUser, type SystemUser } from './postgres-user.js';

interface Options {
  readonly stack: string;
  readonly folder: string;
  readonly port: number;
  /** Names the prepared image that fits the migrations of this checkout. */
  readonly imageName: string;
  readonly onDeath?: (death: Death) => void;
}

export async function embeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const user = postgresUser();
  return new EmbeddedPostgres(options, user, await postgresHome(user));
}

export class EmbeddedPostgres extends Program implements PostgresPart {
  /** True until the first preparation of data that was made by initdb in this run. */
  private fresh = false;
  private readonly data: string;
  private readonly image: string;
  private readonly port: number;

  constructor(options: Options, user: SystemUser | undefined, home: PostgresHome) {
    const { stack, folder, port, imageName, onDeath } = options;
    const data = home.dataOf(stack);
    const image = join(home.images, imageName);
    super({
      name: 'postgres',
      folder,
      user,
      cwd: tmpdir(),
      before: async () => {
        await insistFree(port, 'postgres');
        if (existsSync(data)) return releaseData(data);
        this.fresh = !existsSync(image);
        await makeData(home.bin, data, user, image);
      },
      command: () => ({ file: join(home.bin, 'postgres'), args: postgresArguments(data, port) }),
      ready: (gone) => postgresAnswers(this.url('postgres'), gone),
      // "Fast": ends the sessions. The default, SIGTERM, waits until every client has left by itself.
      stopSignal: 'SIGINT',
      onDeath,
    });
    this.data = data;
    this.image = image;
    this.port = port;
  }

  url(database: string): string {
    return `postgresql://${account.user}:${account.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Keeps what has just been prepared as the image that the next new stack starts from. Costs one restart, once. */
  async keepAsImage(): Promise<void> {
    if (!this.fresh) return;
    this.fresh = false;
    await this.stop();
    await keepImage(this.data, this.image);
    await this.start();
  }

  removeData(): void {
    rmSync(this.data, { recursive: true, force: true });
  }
}
