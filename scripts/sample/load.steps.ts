import { present } from '../../backend/src/common/assert.js';
import { addDays } from '../../backend/src/common/index.js';
import { RefusedError } from '../cli/api.errors.js';
import { importBankFile } from '../cli/bank.import.js';
import type { ApiClient } from '../cli/client.js';
import { type CommandReport, submitCommand } from '../cli/commands.js';
import { issueQuote, requestQuote } from '../cli/quotes.js';
import { type ActRequest, type CommandAct, requestOf } from './load.acts.js';
import type { StoryBank } from './load.bank.js';
import { CommandWatch } from './load.commands.js';
import { findEntryHash, findOwed, isArrangementRunning } from './load.lookups.js';
import type { SampleRefusal } from './load.model.js';
import { isOrderAct, orderOf } from './load.orders.js';
import { inParallel } from './load.parallel.js';
import type { Registry } from './load.registry.js';
import type { Story, StoryAct, StoryActOf, StoryStep } from './story.model.js';
import type { StoryOrderAct } from './story.orders.js';

/** A quote of Friday can be accepted until the Friday after. */
const QUOTE_VALID_DAYS = 7;
/** From Friday afternoon over the weekend: who has not paid by Wednesday does not pay. */
const FUNDING_HOURS = 120;

type QuoteAct = StoryActOf<'QUOTE'>;
type SettleAct = StoryActOf<'SETTLE_EARLY'>;
type ResolveAct = StoryActOf<'RESOLVE_PROMISE' | 'RESOLVE_PLAN'>;

/** Sends the acts of one step after another and waits until the read models show them. */
export class StepSender {
  readonly refusals: SampleRefusal[] = [];
  requestCount = 0;
  private readonly watch: CommandWatch;

  constructor(
    private readonly operator: ApiClient,
    private readonly story: Story,
    private readonly registry: Registry,
    private readonly bank: StoryBank,
  ) {
    this.watch = new CommandWatch(operator);
  }

  async send(step: StoryStep): Promise<void> {
    // What the banks report on a Friday has nothing to do with what is quoted on it.
    await Promise.all([this.sendActs(step), this.importBank(step)]);
  }

  private async sendActs(step: StoryStep): Promise<void> {
    const quotes = new Map<string, string>();
    const sent = await inParallel(step.acts, async (act, index) => {
      try {
        return await this.sendAct(act, { step, index, quotes });
      } catch (error) {
        this.noteRefusal(error, step, act.kind);
        return [];
      }
    });
    const refused = await this.watch.settle(sent.flat());
    for (const { kind, message } of refused) {
      this.refusals.push({ date: step.date, act: kind, message });
    }
    await this.registry.findDealNumbers(this.operator, quotes);
    await this.registry.offers.learn(this.operator, step.acts);
  }

  private async sendAct(
    act: StoryAct,
    place: { step: StoryStep; index: number; quotes: Map<string, string> },
  ): Promise<CommandReport[]> {
    const key = this.keyOf(place.step, place.index);
    if (isOrderAct(act)) return [await this.carryOut(act, key)];
    switch (act.kind) {
      case 'BANK_STATEMENT':
        return [];
      case 'QUOTE':
        return await this.sendQuote(act, { ...place, key });
      case 'SETTLE_EARLY':
        return await this.settleEarly(act, key);
      case 'RECORD_OVERPAYMENT':
        return [await this.recordOverpayment(act, key)];
      case 'DISCHARGE_DUTIES':
        return await this.dischargeDuties(act, key);
      case 'RESOLVE_PROMISE':
      case 'RESOLVE_PLAN':
        return await this.resolve(act, key);
      default:
        return [await this.sendCommand(act, key)];
    }
  }

  /** The platform does so too, when the day has passed: often it was faster. */
  private async resolve(act: ResolveAct, key: string): Promise<CommandReport[]> {
    const { client } = this.registry.actor(act.party);
    const receivableId = this.registry.receivableId(act.receivable);
    const isRunning = await isArrangementRunning(client, receivableId);
    return isRunning ? [await this.sendCommand(act, key)] : [];
  }

  /** The platform names the entry that paid it. */
  private async settleEarly(act: SettleAct, idempotencyKey: string): Promise<CommandReport[]> {
    const { party, receivable, entry } = act;
    const earlyPaymentNumber = this.registry.earlyPaymentNumber(receivable);
    const entryHash = await findEntryHash(this.registry.actor(party).client, entry);
    this.requestCount += 1;
    const input = { earlyPaymentNumber, entryHash };
    const request = { mutation: 'settleEarlyPayment', input, idempotencyKey };
    return [await submitCommand(this.operator, request, false)];
  }

  /** The platform, as settlement agent, says what was paid too much. */
  private async recordOverpayment(
    { party, creditor, amountMinor, entry }: StoryActOf<'RECORD_OVERPAYMENT'>,
    idempotencyKey: string,
  ): Promise<CommandReport> {
    const entryHash = await findEntryHash(this.registry.actor(party).client, entry);
    const creditorId = this.registry.actor(creditor).partyId;
    this.requestCount += 1;
    const input = { entryHash, creditorId, amountMinor };
    const request = { mutation: 'recordOverpayment', input, idempotencyKey };
    return await submitCommand(this.operator, request, false);
  }

  private async carryOut(act: StoryOrderAct, idempotencyKey: string): Promise<CommandReport> {
    const { by, ...request } = orderOf(act, this.registry);
    this.requestCount += 1;
    return await submitCommand(by, { ...request, idempotencyKey }, false);
  }

  /** One command for each debtor; how much it is tells what was passed on before, also to a load that goes on. */
  private async dischargeDuties({ party }: StoryAct, key: string): Promise<CommandReport[]> {
    const { client, partyId } = this.registry.actor(party);
    const owed = await findOwed(client, partyId);
    this.requestCount += owed.length;
    return await inParallel(owed, ({ debtor, currency, owedMinor: amountMinor }) => {
      const input = { debtorId: debtor.partyId, currency, amountMinor, note: 'passed on' };
      const idempotencyKey = `${key}:${debtor.partyId}:${currency}:${amountMinor}`;
      return submitCommand(client, { mutation: 'dischargeDuty', input, idempotencyKey }, false);
    });
  }

  private async sendCommand(act: CommandAct, key: string): Promise<CommandReport> {
    const command = await this.submit(act.party, key, requestOf(act, this.registry));
    if (act.kind === 'REGISTER') this.registry.noteReceivables(act.receivables, command.subjects);
    return command;
  }

  /** The supplier asks, the financier answers, and the supplier takes it unless the story says no. */
  private async sendQuote(
    act: QuoteAct,
    place: { step: StoryStep; key: string; quotes: Map<string, string> },
  ): Promise<CommandReport[]> {
    const deal = this.registry.deal(act.deal);
    const financier = this.registry.actor(deal.financier);
    this.requestCount += 2;
    const [requestId] = await requestQuote(this.registry.actor(deal.supplier).client, {
      idempotencyKey: `${place.key}:request`,
      financierIds: [financier.partyId],
      lotIds: this.registry.lotIds(deal),
    });
    const quoteHash = await issueQuote(financier.client, {
      idempotencyKey: `${place.key}:quote`,
      requestId: present(requestId, 'quote request'),
      ...deal.terms,
      validUntil: `${addDays(place.step.date, QUOTE_VALID_DAYS)}T17:00:00Z`,
      fundingHours: FUNDING_HOURS,
    });
    if (!act.isAccepted) return [];
    place.quotes.set(quoteHash, act.deal);
    const request = { mutation: 'acceptQuote', input: { quoteHash } };
    return [await this.submit(deal.supplier, place.key, request)];
  }

  private async submit(
    party: string,
    idempotencyKey: string,
    request: ActRequest,
  ): Promise<CommandReport> {
    this.requestCount += 1;
    const { client } = this.registry.actor(party);
    return await submitCommand(client, { ...request, idempotencyKey }, false);
  }

  private async importBank(step: StoryStep): Promise<void> {
    await inParallel(this.bank.messagesOf(step), async ({ bank, xml }) => {
      this.requestCount += 1;
      try {
        await importBankFile(this.operator, {
          idempotencyKey: `${this.keyOf(step, 0)}:bank${bank}`,
          fileName: `bank-${bank}-${step.date}.camt053.xml`,
          content: Buffer.from(xml),
          awaitSettlement: true,
        });
      } catch (error) {
        this.noteRefusal(error, step, 'BANK_STATEMENT');
      }
    });
    await this.allocateByHand(step);
  }

  /** The platform, as settlement agent, says of an entry what matching left to people. */
  private async allocateByHand(step: StoryStep): Promise<void> {
    const left = step.acts.flatMap((act) =>
      act.kind === 'BANK_STATEMENT'
        ? act.entries
            .filter(({ isForPeople, applied }) => isForPeople && applied.length > 0)
            .map((entry) => ({ entry, client: this.registry.actor(act.party).client }))
        : [],
    );
    const sent = await inParallel(left, async ({ entry, client }) => {
      const entryHash = await findEntryHash(client, entry);
      const applications = entry.applied.map(({ receivable, amountMinor }) => ({
        receivableId: this.registry.receivableId(receivable),
        amountMinor,
      }));
      const idempotencyKey = `sample:${this.story.seed}:allocate:${entryHash}`;
      const request = { mutation: 'allocateEntry', input: { entryHash, applications } };
      this.requestCount += 1;
      return await submitCommand(this.operator, { ...request, idempotencyKey }, false);
    });
    for (const { kind, message } of await this.watch.settle(sent)) {
      this.refusals.push({ date: step.date, act: kind, message });
    }
  }

  private keyOf(step: StoryStep, index: number): string {
    return `sample:${this.story.seed}:${step.index}:${index}`;
  }

  /** A refusal is told at the end; anything else stops the load, which can go on later. */
  private noteRefusal(error: unknown, { date }: StoryStep, act: string): void {
    if (!(error instanceof RefusedError)) throw error;
    this.refusals.push({ date, act, message: error.message });
  }
}
