import { Controller, Get, Header, HttpStatus, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';

import { type Readiness, ReadinessService } from './readiness.service.js';

/** For the probes of whatever runs the process; needs no token and tells nothing of the business. */
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  /** The process answers. A ledger or a database that is away is no reason to kill it. */
  @Get('live')
  @Header('cache-control', 'no-store')
  live(): { status: 'alive' } {
    return { status: 'alive' };
  }

  /** The process can serve requests; 503 with the checks that fail otherwise. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.readiness.check();
    reply.code(readiness.status === 'ready' ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    return readiness;
  }
}
