import { Injectable, type OnApplicationShutdown } from '@nestjs/common';

/** Disconnects Prisma clients when nothing asks them any more. */
@Injectable()
export class PrismaClients implements OnApplicationShutdown {
  readonly #clients: { $disconnect?(): Promise<void> }[] = [];

  keep<Client>(client: Client): Client {
    this.#clients.push(client as { $disconnect?(): Promise<void> });
    return client;
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.$disconnect?.()));
  }
}
