import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NotControllable } from '../../errors.js';
import { insistFree } from '../../process/ports.js';
import { Program } from '../../process/program.js';
import { run } from '../../process/run.js';
import { root } from '../../paths.js';
import type { Death, KafkaPart } from '../stack.js';
import { brokerAnswers } from '../kafka-ready.js';
import { jarsOf } from './jars.js';
import { findJava, type Java } from './java.js';
import { kafkaSettings } from './kafka-settings.js';

interface Options {
  readonly folder: string;
  readonly port: number;
  readonly controllerPort: number;
  readonly onDeath?: (death: Death) => void;
}

export async function embeddedKafka(options: Options): Promise<KafkaPart> {
  const [java, jars] = await Promise.all([findJava(), jarsOf('kafka')]);
  return new EmbeddedKafka(options, java, jars);
}

class EmbeddedKafka extends Program implements KafkaPart {
  readonly url: string;
  private readonly data: string;
  private readonly archive: string;
  private readonly newArchive: string;

  constructor(options: Options, java: Java, jars: string) {
    const { folder, port, controllerPort, onDeath } = options;
    const data = join(folder, 'kafka');
    const settings = join(folder, 'kafka.properties');
    // Loaded classes, kept from an earlier run: the broker is up in 1.0 s instead of 2.5 s.
    const archive = join(jars, `classes-${java.version}.jsa`);
    const newArchive = join(jars, `classes-${java.version}.${process.pid}.unfinished`);
    const classes = ['-cp', join(jars, '*')];
    super({
      name: 'kafka',
      folder,
      before: async () => {
        await insistFree(port, 'kafka');
        await insistFree(controllerPort, 'kafka (controller)');
        writeFileSync(settings, kafkaSettings({ broker: port, controller: controllerPort }, data));
        await format(java, classes, settings, data);
      },
      command: () => ({
        file: java.file,
        args: [
          '-Xmx256m',
          '-XX:+UseSerialGC',
          '-Xshare:auto',
          existsSync(archive) ? `-XX:SharedArchiveFile=${archive}` : `-XX:ArchiveClassesAtExit=${newArchive}`,
          `-Dlog4j2.configurationFile=${join(root, 'tools', 'kafka', 'log4j2.xml')}`,
          ...classes,
          'kafka.Kafka',
          settings,
        ],
      }),
      ready: (gone) => brokerAnswers(`127.0.0.1:${port}`, gone),
      onDeath,
    });
    this.url = `127.0.0.1:${port}`;
    this.data = data;
    this.archive = archive;
    this.newArchive = newArchive;
  }

  override async stop(): Promise<void> {
    await super.stop();
    if (existsSync(this.newArchive)) renameSync(this.newArchive, this.archive);
  }

  async wipe(): Promise<void> {
    if (this.pid !== undefined) throw new NotControllable('kafka', 'its data can only be wiped while it is stopped');
    rmSync(this.data, { recursive: true, force: true });
  }
}

async function format(java: Java, classes: readonly string[], settings: string, data: string): Promise<void> {
  if (existsSync(join(data, 'meta.properties'))) return;
  const tool = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', ...classes, 'kafka.tools.StorageTool'];
  await run('formatting the data folder of Kafka', java.file, [...tool, 'format', '-t', clusterId(), '-c', settings]);
}

/** 16 random bytes as 22 characters, as `kafka-storage random-uuid` makes them; none may start with a dash. */
function clusterId(): string {
  const id = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64url');
  return id.startsWith('-') ? clusterId() : id;
}
