import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';

import { DomainError } from '../api/index.js';
import type { Viewer } from '../identity/index.js';
import { NetworkKey } from '../ledger/index.js';
import {
  type CountedDebt,
  type NewCredit,
  type NewDebt,
  type StandingLimit,
  type Stops,
  findStops,
  readLimits,
  readUsed,
} from './credit-gate.sql.js';
import {
  CreditLimitExceededError,
  CreditStoppedError,
  CreditTermsExceededError,
} from './credit-limit.errors.js';
import { type CreditBound, findUnprepaid, findUnsecured } from './credit-security.js';

/** How a limit stands once a debt is added. */
export enum LimitState {
  WITHIN = 'WITHIN',
  /** At or above the part of the limit that its owner wants to be told at. */
  NEAR = 'NEAR',
  EXCEEDED = 'EXCEEDED',
}

export interface LimitCheck {
  readonly limit: StandingLimit;
  readonly usedMinor: bigint;
  readonly requestedMinor: bigint;
  readonly state: LimitState;
}

/**
 * Lets new debts pass, or says which limit, term, missing security or warning stands against them.
 *
 * Those of the supplier and of the platform hold before a buyer confirms, those of the financier and of the platform
 * before it finances. Whoever asks in one transaction waits for others that ask under the same limits.
 */
@Injectable()
export class CreditGate {
  constructor(private readonly networkKey: NetworkKey) {}

  async findRefusal(
    db: EntityManager,
    viewer: Viewer,
    credit: NewCredit,
  ): Promise<DomainError | null> {
    const { platformParty } = this.networkKey;
    for (const debts of byCurrency(credit.debts)) {
      const owners = this.ownersOf({ ...credit, debts });
      const buyers = [...new Set(debts.map(({ buyer }) => buyer))];
      const stop = await findStops(db, owners, buyers);
      if (stop.severe !== null) return new CreditStoppedError(stop.severe.owner, stop.severe.party);
      const given = { ...credit, debts };
      const limits = await readLimits(db, owners, given, platformParty);
      const bounds = [...limits, ...this.bounding(stop.terms, given)];
      if (bounds.length === 0) continue;
      await lock(db, bounds);
      const unmet =
        findLongTerms(debts, bounds) ??
        (await findUnprepaid(db, debts, bounds)) ??
        (await findUnsecured(db, viewer, given, { bounds, platformParty }));
      if (unmet !== null) return unmet;
      const checks = await this.check(db, limits, given);
      const passed = checks.find(({ state }) => state === LimitState.EXCEEDED);
      if (passed !== undefined) return toRefusal(viewer, passed);
    }
    return null;
  }

  /** Every limit of `owners` that the debts fall under, all of one currency. */
  async preview(
    db: EntityManager,
    owners: readonly string[],
    credit: NewCredit<CountedDebt>,
  ): Promise<LimitCheck[]> {
    const limits = await readLimits(db, owners, credit, this.networkKey.platformParty);
    return this.check(db, limits, credit);
  }

  private async check(
    db: EntityManager,
    limits: readonly StandingLimit[],
    credit: NewCredit<CountedDebt>,
  ): Promise<LimitCheck[]> {
    const checks: LimitCheck[] = [];
    for (const limit of limits) {
      const requestedMinor = credit.debts
        .filter((_, index) => limit.debtIndexes.includes(index))
        .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
      const isPlatform = limit.owner === this.networkKey.platformParty;
      const usedMinor = await readUsed(db, limit, credit, isPlatform);
      checks.push({
        limit,
        usedMinor,
        requestedMinor,
        state: stateOf(limit, usedMinor + requestedMinor),
      });
    }
    return checks;
  }

  /** Warnings of a supplier are about what it is owed itself. */
  private bounding(terms: Stops['terms'], { debts, financier }: NewCredit): CreditBound[] {
    return terms.map(({ owner, party, ...bound }) => ({
      ...{ owner, subject: party, ...bound },
      debtIndexes: debts.flatMap(({ supplier, buyer }, index) => {
        const isAnybodys = financier !== null || owner === this.networkKey.platformParty;
        return buyer === party && (isAnybodys || supplier === owner) ? [index] : [];
      }),
    }));
  }

  private ownersOf({ debts, financier }: NewCredit): string[] {
    const owners = financier === null ? debts.map(({ supplier }) => supplier) : [financier];
    return [...new Set([...owners, this.networkKey.platformParty])];
  }
}

function byCurrency(debts: readonly NewDebt[]): NewDebt[][] {
  const groups = new Map<string, NewDebt[]>();
  for (const debt of debts) {
    groups.set(debt.currency, [...(groups.get(debt.currency) ?? []), debt]);
  }
  return [...groups.values()];
}

function stateOf(limit: StandingLimit, wouldBeMinor: bigint): LimitState {
  if (wouldBeMinor > limit.limitMinor) return LimitState.EXCEEDED;
  const isNear = wouldBeMinor * 10_000n >= limit.limitMinor * BigInt(limit.warnBps);
  return isNear ? LimitState.NEAR : LimitState.WITHIN;
}

/** In one order, so that two that wait for each other cannot be. */
async function lock(db: EntityManager, bounds: readonly CreditBound[]): Promise<void> {
  const owners = [...new Set(bounds.map(({ owner }) => owner))].sort();
  for (const owner of owners) {
    await db.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 5))', [owner]);
  }
}

function findLongTerms(
  debts: readonly NewDebt[],
  bounds: readonly CreditBound[],
): CreditTermsExceededError | null {
  for (const { owner, longestTermsDays, debtIndexes } of bounds) {
    const late = debts.find(
      ({ termsDays }, index) =>
        longestTermsDays !== null && termsDays > longestTermsDays && debtIndexes.includes(index),
    );
    if (late !== undefined) {
      return new CreditTermsExceededError(owner, longestTermsDays ?? 0, late.termsDays);
    }
  }
  return null;
}

/** Figures are the owner's own; whoever acts learns only which kind of limit stands in the way. */
function toRefusal(viewer: Viewer, { limit, usedMinor, requestedMinor }: LimitCheck): DomainError {
  const isOwner = viewer.party === limit.owner;
  return new CreditLimitExceededError({
    owner: limit.owner,
    scope: limit.scope,
    currency: limit.currency,
    limitMinor: isOwner ? limit.limitMinor : null,
    usedMinor: isOwner ? usedMinor : null,
    requestedMinor,
  });
}
