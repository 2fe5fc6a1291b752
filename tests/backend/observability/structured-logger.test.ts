import { jest } from '@jest/globals';

import { withCorrelation } from '../../../backend/src/common/index.js';
import { Redaction } from '../../../backend/src/observability/redaction.js';
import { StructuredLogger } from '../../../backend/src/observability/structured-logger.js';

let printed: string;

beforeEach(() => {
  printed = '';
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
  }
});

afterEach(() => {
  jest.restoreAllMocks();
});

function loggerWith(json: boolean): StructuredLogger {
  const redaction = new Redaction(['hunter2-hunter2']);
  return new StructuredLogger({ json, logLevels: ['error', 'warn', 'log'], redaction });
}

describe('StructuredLogger', () => {
  it('prints one JSON object a line, with the fields and the id of the request', () => {
    withCorrelation('request-1', () =>
      loggerWith(true).log('queued', { commandId: 'c-1', iban: 'DE1' }, 'Command'),
    );

    expect(printed.split('\n')).toHaveLength(2);
    expect(JSON.parse(printed)).toEqual({
      ...{ level: 'log', message: 'queued', context: 'Command', correlationId: 'request-1' },
      ...{ commandId: 'c-1', iban: '[hidden]' },
      pid: process.pid,
      timestamp: expect.any(Number),
    });
  });

  it('lets the id of a command stand above that of the work at hand', () => {
    withCorrelation('other', () =>
      loggerWith(true).log('sent', { correlationId: 'own' }, 'Command'),
    );

    expect(JSON.parse(printed)).toMatchObject({ correlationId: 'own' });
  });

  it.each([true, false])('hides a secret in message, stack and error, JSON %s', (json) => {
    const logger = loggerWith(json);
    const error = Object.assign(new Error('hunter2-hunter2'), { parameters: ['hunter2-hunter2'] });

    logger.error(error);
    logger.error(error.stack, 'Worker');
    logger.error('failed', error.stack, 'Worker');
    logger.warn({ reason: 'hunter2-hunter2' });

    expect(printed).toContain('[hidden]');
    expect(printed).not.toContain('hunter2');
  });

  it('prints text for people with the fields behind it, without JSON', () => {
    withCorrelation('request-1', () => loggerWith(false).warn('slow', 'Relay'));

    expect(printed).toMatch(/WARN.*Relay.*slow.*correlationId.*request-1/s);
  });

  it('keeps a line break inside of its line', () => {
    loggerWith(true).warn('one\n{"level":"error"}', 'Relay');

    expect(printed.trimEnd()).not.toContain('\n');
  });
});
