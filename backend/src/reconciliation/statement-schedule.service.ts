import { Injectable } from '@nestjs/common';

import {
  DomainError,
  InputInvalidError,
  LedgerBusyError,
  NotPermittedError,
  PARTY_ID,
  checkCurrency,
} from '../api/index.js';
import { type CalendarDate, PartyRole } from '../common/index.js';
import type { Viewer } from '../identity/index.js';
import { LedgerClock } from '../ledger/index.js';
import { StatementIssueService } from './statement-issue.service.js';
import { periodEndAfter, periodEndOf } from './statement-period.js';
import { StatementScheduleStore } from './statement-schedule.store.js';
import type {
  SetStatementScheduleAnswer,
  SetStatementScheduleInput,
} from './statement-schedule.type.js';

/** Statements of one run; more are issued by the next, which follows at once. */
const STATEMENTS_PER_RUN = 50;

/** Suppliers say once how often they state what is open; from then on it happens by itself. */
@Injectable()
export class StatementScheduleService {
  constructor(
    private readonly clock: LedgerClock,
    private readonly schedules: StatementScheduleStore,
    private readonly issuing: StatementIssueService,
  ) {}

  /** The first period is the one under way; earlier days are stated on demand. */
  async set(viewer: Viewer, input: SetStatementScheduleInput): Promise<SetStatementScheduleAnswer> {
    if (!viewer.roles.includes(PartyRole.SUPPLIER)) {
      return new NotPermittedError('Only a supplier issues statements.');
    }
    const buyer = input.buyerId.toLowerCase();
    const { currency, frequency } = input;
    const wrong = PARTY_ID.test(buyer)
      ? checkCurrency('currency', currency)
      : new InputInvalidError('buyerId', 'This is no id of a party.');
    if (wrong !== null) {
      return wrong;
    }
    const { today, time } = await this.clock.read();
    const pair = { supplier: viewer.party, buyer, currency };
    const nextDate = periodEndOf(today, frequency);
    return this.schedules.set(viewer, pair, { frequency, nextDate, setAt: time });
  }

  /**
   * Issues the statements of periods that ended before a day; true if there may be more.
   *
   * The key of the command is the period's, so that a run that was cut off, or ran twice, issues nothing twice.
   */
  async issueDue(today: CalendarDate): Promise<boolean> {
    const due = await this.schedules.findDue(today, STATEMENTS_PER_RUN);
    for (const schedule of due) {
      const { supplier, buyer, currency, nextDate, frequency, userId, userName } = schedule;
      const viewer = { userId, userName, party: supplier, roles: [PartyRole.SUPPLIER] };
      const issued = await this.issuing.issue(viewer, {
        idempotencyKey: `statement ${buyer} ${currency} ${nextDate}`,
        ...{ asOfDate: nextDate, buyerIds: [buyer], currency },
      });
      // Whoever waits for the ledger is served in the next run, in the same order.
      if (issued instanceof LedgerBusyError) return false;
      await this.schedules.advance(schedule, {
        nextDate: periodEndAfter(nextDate, frequency),
        commandId: issued instanceof DomainError ? null : issued.commandId,
        refusal: issued instanceof DomainError ? issued.message : null,
      });
    }
    return due.length === STATEMENTS_PER_RUN;
  }
}
