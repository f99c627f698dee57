// Takes spans by OTLP over HTTP (JSON), keeps them in memory, and answers what the check
// asks: which spans has this trace?
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';

const traces = new Map();

createServer((request, response) => {
  const chunks = [];
  request
    .on('data', (chunk) => chunks.push(chunk))
    .on('end', () => {
      const bytes = Buffer.concat(chunks);
      keep(JSON.parse(request.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes));
      response.setHeader('content-type', 'application/json').end('{}');
    });
}).listen(4318);

createServer((request, response) => {
  const id = /^\/api\/traces\/([0-9a-f]{32})$/.exec(request.url)?.[1];
  const spans = traces.get(id);
  response.statusCode = id === undefined || spans ? 200 : 404;
  response
    .setHeader('content-type', 'application/json')
    .end(JSON.stringify({ data: spans ? [{ traceID: id, spans }] : [] }));
}).listen(16686);

createServer((_, response) => response.end('{"status":"StatusOK"}')).listen(13133);

for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0));

function keep({ resourceSpans = [] }) {
  for (const { resource, scopeSpans } of resourceSpans) {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue;
    for (const { traceId, name } of scopeSpans.flatMap(({ spans }) => spans)) {
      if (!traces.has(traceId)) traces.set(traceId, []);
      traces.get(traceId).push({ service, operationName: name });
    }
  }
}
