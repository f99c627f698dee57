import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { withCommonAnswers } from './common-answers.js';

/** The page at `/docs`, the document at `/docs-json`; made when first asked for, because it costs start-up time. */
export function serveOpenApi(app: INestApplication, service: string): void {
  const config = new DocumentBuilder()
    .setTitle(service)
    .setDescription(
      `HTTP API of ${service}. Errors are RFC 9457 problem documents. A method that a path does not have is answered 405 with \`Allow\`, an address where nothing is 404.`,
    )
    .setVersion('1')
    .build();
  SwaggerModule.setup('docs', app, () => withCommonAnswers(SwaggerModule.createDocument(app, config)), {
    jsonDocumentUrl: 'docs-json',
    yamlDocumentUrl: 'docs-yaml',
  });
}
