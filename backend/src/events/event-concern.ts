import type { ContractName } from '../ledger/index.js';

/** What an event may be about; who sees that thing is told of the event. */
export type ConcernKind =
  | 'approval'
  | 'assessment'
  | 'deal'
  | 'earlyPayment'
  | 'entry'
  | 'everyone'
  | 'lien'
  | 'lot'
  | 'notice'
  | 'onward'
  | 'receivable'
  | 'statement';

/** An event as it is stored: values are texts. */
export interface StoredEvent {
  readonly contract: ContractName;
  readonly name: string;
  readonly subject: string | null;
  readonly args: Readonly<Record<string, unknown>>;
}

/** Whom an event concerns: the parties that see a thing, and parties that it names itself. */
export interface Concern {
  readonly about: { readonly kind: ConcernKind; readonly id: string } | null;
  readonly named: readonly string[];
}

interface Rule {
  readonly about?: ConcernKind;
  /** Values of the event that are parties which it concerns. Others, such as a buyer of a silent deal, are not told. */
  readonly named?: readonly string[];
}

type Rules = Readonly<Record<string, Rule>>;

const PAIR: Rule = { named: ['supplier', 'buyer'] };
const NOBODY: Rule = {};

/** Rule of each event; `*` is for those of the contract that are not listed. */
const RULES: Readonly<Record<ContractName, Rules>> = {
  forwarder: { '*': NOBODY },
  powers: {
    ActApproved: { about: 'approval' },
    ApprovalConsumed: { about: 'approval' },
    ApprovalWithdrawn: { about: 'approval' },
    RecoveryObjected: { about: 'approval', named: ['party'] },
    '*': NOBODY,
  },
  parties: {
    PauseStarted: { about: 'everyone' },
    PauseEnded: { about: 'everyone' },
    '*': { named: ['party'] },
  },
  receivables: { SilenceAgreed: PAIR, '*': { about: 'receivable' } },
  lots: { '*': { about: 'lot', named: ['from', 'to'] } },
  factoring: { QuotesCancelled: { named: ['financier'] }, '*': { about: 'deal' } },
  assignments: {
    NoticeAcknowledged: { about: 'notice' },
    NoticeEnded: { about: 'notice' },
    NoticeGiven: { about: 'notice' },
    '*': { about: 'onward' },
  },
  earlyPayments: { '*': { about: 'earlyPayment' } },
  pledges: { RankPolicyListed: { about: 'everyone' }, '*': { about: 'lien' } },
  settlement: { '*': { about: 'entry', named: ['agent'] } },
  duties: { '*': { named: ['debtor', 'creditor'] } },
  cashDesk: { '*': { named: ['party', 'from', 'to'] } },
  reconciliation: {
    SettlementAgentAgreed: { named: ['supplier', 'buyer', 'agent'] },
    SettlementAgentProposed: PAIR,
    '*': { about: 'statement' },
  },
  collections: {
    CollectorMandated: { named: ['owner', 'collector'] },
    MandateEnded: { named: ['owner', 'collector'] },
    '*': { about: 'receivable' },
  },
  creditBook: {
    AssessmentPublished: { about: 'assessment', named: ['assessor'] },
    AssessorFollowed: { named: ['financier'] },
    ExposureChanged: { named: ['financier'] },
  },
};

/** Whom the event concerns besides operators and auditors, who see everything. */
export function concernOf(event: StoredEvent): Concern {
  const rules = RULES[event.contract];
  const { about, named = [] } = rules[event.name] ?? rules['*'] ?? NOBODY;
  return {
    about: about === undefined ? null : { kind: about, id: idOf(about, event) },
    named: named.flatMap((arg) => (typeof event.args[arg] === 'string' ? event.args[arg] : [])),
  };
}

function idOf(kind: ConcernKind, { subject, args }: StoredEvent): string {
  switch (kind) {
    case 'lot':
    case 'notice':
      return hexId(args['lotId'] ?? args['tokenId']);
    case 'receivable':
      return textOf(args['receivableId'] ?? subject);
    case 'assessment':
      return textOf(args['assessor']);
    default:
      return (subject ?? '').replace(/^(deal|lien|onward|earlyPayment):/, '');
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Lots' ids are integers on the ledger and 32-byte hex here. */
export function hexId(value: unknown): string {
  return `0x${BigInt(textOf(value) || '0')
    .toString(16)
    .padStart(64, '0')}`;
}
