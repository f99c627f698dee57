import { pascal } from '../words.js';

export const moduleFile = (service: string): string => `import { Module } from '@nestjs/common';
import { MessagingModule } from '@sagaworks/messaging/nest';

@Module({
  imports: [
    MessagingModule.forRoot({
      service: '${service}',
      stores: [],
      handlers: [],
    }),
  ],
})
export class ${pascal(service)}Module {}
`;

export const mainFile = (service: string, port: number): string => `import { startService } from '@sagaworks/chassis';
import { messagingSettings } from '@sagaworks/messaging/nest';
import { ${pascal(service)}Module } from './${service}.module.js';

await startService(${pascal(service)}Module, { name: '${service}', port: ${port}, settings: messagingSettings });
`;

/** `settings`: the table of another service that has none of its own. */
export const canvasFile = (service: string, settings: string): string => `# ${service}

Takes part in sagas: it answers what it is asked, and takes back what it did.

## API

None of its own but \`/health\`, \`/metrics\`, \`/docs\` and \`/ops\`.

## Messages

| in | from | out |
|---|---|---|

A saga's first answer is kept and given again, whatever the message id and however late it is asked.

## Tables

schema \`messaging\`.

Prisma: schema and migrations; every write and read is \`unnest\` over the batch's connection.

${settings}`;
