import { present } from '../../backend/src/common/assert.js';
import { type CamtEntry, type CamtStatement, writeCamt053 } from '../bank/camt053.writer.js';
import { groupBy } from './book.js';
import type { Story, StoryActOf, StoryEntry, StoryParty, StoryStep } from './story.model.js';

type BankAct = StoryActOf<'BANK_STATEMENT'>;

/** What is on every account before the story begins; the statements then continue each other. */
const FIRST_BALANCE_MINOR = 25_000_000n;

/** Banks that keep the accounts of the story; each sends its own messages. */
const BANK_COUNT = 4;

export interface BankMessage {
  readonly bank: string;
  readonly xml: string;
}

/** Writes what the banks of the story send: a camt.053 message of each bank on every Friday. */
export class StoryBank {
  private readonly parties: ReadonlyMap<string, StoryParty>;
  /** Balances before each statement, by account, currency and step. */
  private readonly openings: ReadonlyMap<string, bigint>;

  constructor(private readonly story: Story) {
    this.parties = new Map(story.parties.map((party) => [party.key, party]));
    this.openings = openingsOf(story);
  }

  /** The messages of one step; none when nobody was paid. */
  messagesOf(step: StoryStep): BankMessage[] {
    const acts = step.acts.filter((act): act is BankAct => act.kind === 'BANK_STATEMENT');
    return [...groupBy(acts, (act) => this.bankOf(act.party))].map(([bank, ofBank]) => ({
      bank,
      xml: writeCamt053({
        messageId: `DUEBILL-${this.story.seed}-${step.index}-${bank}`,
        createdAt: `${step.date}T16:00:00Z`,
        statements: ofBank.map((act) => this.statementOf(act, step)),
      }),
    }));
  }

  private bankOf(party: string): string {
    const position = this.story.parties.findIndex(({ key }) => key === party);
    return String((position % BANK_COUNT) + 1);
  }

  private statementOf(act: BankAct, step: StoryStep): CamtStatement {
    const { account, name } = this.party(act.party);
    return {
      id: `${account.slice(-12)}-${act.currency}-${step.index}`,
      account,
      ownerName: name,
      currency: act.currency,
      fromDate: act.entries[0]?.bookingDate ?? step.date,
      toDate: step.date,
      sequenceNumber: step.index + 1,
      openingMinor: this.openings.get(openingKey(act, step)) ?? FIRST_BALANCE_MINOR,
      entries: act.entries.map((entry) => this.entryOf(entry)),
    };
  }

  private entryOf(entry: StoryEntry): CamtEntry {
    const { name, account } = this.party(entry.buyer);
    return {
      bookingDate: entry.bookingDate,
      amountMinor: entry.amountMinor,
      creditDebit: 'CRDT',
      servicerReference: entry.reference,
      endToEndId: entry.endToEndId,
      remittance: entry.remittance,
      documentNumbers: entry.documentNumbers,
      counterparty: { name, account },
    };
  }

  private party(key: string): StoryParty {
    return present(this.parties.get(key), `party ${key} of the story`);
  }
}

function openingsOf(story: Story): ReadonlyMap<string, bigint> {
  const balances = new Map<string, bigint>();
  const openings = new Map<string, bigint>();
  for (const step of story.steps) {
    for (const act of step.acts) {
      if (act.kind !== 'BANK_STATEMENT') continue;
      const account = `${act.party}/${act.currency}`;
      const openingMinor = balances.get(account) ?? FIRST_BALANCE_MINOR;
      openings.set(openingKey(act, step), openingMinor);
      const paidMinor = act.entries.reduce((sum, entry) => sum + entry.amountMinor, 0n);
      balances.set(account, openingMinor + paidMinor);
    }
  }
  return openings;
}

function openingKey({ party, currency }: BankAct, { index }: StoryStep): string {
  return `${party}/${currency}/${index}`;
}
