import { type IncomingMessage, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { settledCommands } from '../../../backend/src/ledger/index.js';
import { startTracing } from '../../../backend/src/observability/tracing/index.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string };
}

/** The part of OTLP's request that is looked at. */
interface ExportedTraces {
  readonly resourceSpans: ReadonlyArray<{
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: ReadonlyArray<{
      readonly spans: ReadonlyArray<{
        readonly name: string;
        readonly traceId: string;
        readonly parentSpanId: string;
        readonly attributes: readonly Attribute[];
      }>;
    }>;
  }>;
}

it('traces go by OTLP over HTTP to the receiver that the environment names, at the latest when it stops', async () => {
  const requests: Array<{ request: IncomingMessage; body: ExportedTraces }> = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ request, body: JSON.parse(body) as ExportedTraces });
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = `http://127.0.0.1:${port}`;
  process.env['OTEL_EXPORTER_OTLP_HEADERS'] = 'x-tenant=bank';
  try {
    const tracing = await startTracing({ serviceName: 'duebill-2', sampledShare: 1 });
    settledCommands.tell({
      ...{ commandId: 'c-1', correlationId: null, blockNumber: 7, error: null },
      ...{ startedAt: 1_000, endedAt: 1_005, traceParent: `00-${TRACE}-${SPAN}-01` },
    });
    await tracing.stop();
  } finally {
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
    delete process.env['OTEL_EXPORTER_OTLP_HEADERS'];
    server.close();
  }

  const [{ request, body } = { request: undefined, body: undefined }] = requests;
  const exported = body?.resourceSpans[0];
  expect(request).toMatchObject({ method: 'POST', url: '/v1/traces' });
  expect(request?.headers).toMatchObject({
    'x-tenant': 'bank',
    'content-type': 'application/json',
  });
  expect(exported?.resource.attributes).toContainEqual({
    key: 'service.name',
    value: { stringValue: 'duebill-2' },
  });
  expect(exported?.scopeSpans[0]?.spans).toMatchObject([
    { name: 'index block', traceId: TRACE, parentSpanId: SPAN },
  ]);
  expect(exported?.scopeSpans[0]?.spans[0]?.attributes).toContainEqual({
    key: 'duebill.command_id',
    value: { stringValue: 'c-1' },
  });
});
