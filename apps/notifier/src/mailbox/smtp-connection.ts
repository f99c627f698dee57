import { connect, type Socket } from 'node:net';
import { createTransport, type SendMailOptions, type TransportConfig } from 'nodemailer';

type TakeSocket = (error: Error | null, socket: { readonly connection: Socket } | false) => void;

const SUBMISSION_PORTS = { 'smtp:': 587, 'smtps:': 465 } as const;

/**
 * One connection to a mail server, opened when it is needed and kept for the next mail; nodemailer alone
 * cannot be told to let go of a socket.
 */
export class SmtpConnection {
  readonly #transport;
  readonly #gone = Promise.withResolvers<never>();
  #socket: Socket | undefined;
  #destroyed = false;

  constructor(url: string) {
    const { hostname, port, protocol } = new URL(url);
    this.#gone.promise.catch(() => undefined);
    this.#transport = createTransport({
      url,
      pool: true,
      maxConnections: 1,
      connectionTimeout: 5_000,
      greetingTimeout: 5_000,
      socketTimeout: 10_000,
      getSocket: (_options: TransportConfig, take: TakeSocket) => {
        this.#socket = connected(Number(port) || SUBMISSION_PORTS[protocol as 'smtp:'], hostname, take);
      },
    });
  }

  /** It sends no more mails. */
  get destroyed(): boolean {
    return this.#destroyed;
  }

  /** One at a time. */
  async send(mail: SendMailOptions): Promise<void> {
    await Promise.race([this.#transport.sendMail(mail), this.#gone.promise]);
  }

  /** Ends it at once, with the mail that is on its way, which rejects. */
  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#gone.reject(new Error('it did not answer in time'));
    this.#socket?.destroy();
    this.#transport.close();
  }
}

function connected(port: number, host: string, take: TakeSocket): Socket {
  const socket = connect(port, host);
  const failed = (error: Error) => take(error, false);
  socket.setTimeout(5_000, () => socket.destroy(new Error('no connection within 5 s')));
  return socket.once('error', failed).once('connect', () => {
    socket.off('error', failed).setTimeout(0);
    take(null, { connection: socket });
  });
}
