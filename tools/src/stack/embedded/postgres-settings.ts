import { serverSettings } from '../server-settings.js';

/**
 * Durable (fsync and synchronous commit stay on), loopback only, and sized for a machine that runs everything else too.
 */
export function postgresArguments(data: string, port: number): string[] {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    lc_messages: 'C',
    ...serverSettings,
  };
  return ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}
