import { Module } from '@nestjs/common';

import { EventAnnouncer } from './event-announcer.js';
import { EventReader } from './event.reader.js';
import { EventResolver } from './event.resolver.js';
import { EventWatch } from './event-watch.service.js';

/** What leaves the platform: events by subscription and by webhook. */
@Module({ providers: [EventAnnouncer, EventReader, EventResolver, EventWatch] })
export class EventsModule {}
