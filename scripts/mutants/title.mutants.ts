import type { Mutant } from './mutant.js';

export const TITLE_MUTANTS: readonly Mutant[] = [
  {
    name: 'a lot that is not available can be sold',
    kind: 'missing check',
    file: 'contracts/lots/LotMoves.sol',
    find: `            StoredLot storage lot = _requireOwned(lotId, owner);
            _requireAvailable(lotId, lot);
`,
    replace: `            StoredLot storage lot = _requireOwned(lotId, owner);
`,
  },
  {
    name: 'a sold lot can be pledged',
    kind: 'double use of a lot',
    file: 'contracts/lots/LotStore.sol',
    find: '        if (marks & RESERVED != 0) return 0;\n',
    replace: '',
  },
  {
    name: 'what is in dispute can be sold',
    kind: 'missing check',
    file: 'contracts/lots/LotStore.sol',
    find: '            freeMinor -= _restingMinor(lotId, lot);\n',
    replace: '',
  },
  {
    name: 'liens are paid in reverse rank',
    kind: 'lien rank',
    file: 'contracts/pledges/LienStore.sol',
    find: '_liens[numbers[j - 1]].orderKey > orderKey',
    replace: '_liens[numbers[j - 1]].orderKey < orderKey',
  },
  {
    name: 'funding goes past the limit',
    kind: 'missing check',
    file: 'contracts/CreditBook.sol',
    find: '        if (exposureMinor > limitMinor) revert ExposureAboveLimit(key, exposureMinor, limitMinor);\n',
    replace: '',
  },
  {
    name: 'an overdue deal can be funded',
    kind: 'missing check',
    file: 'contracts/Factoring.sol',
    find: '        if (block.timestamp > deal.fundBy) revert FundingOverdue(dealNumber, deal.fundBy);\n',
    replace: '',
  },
  {
    name: 'an instalment is missed on its due day',
    kind: 'off by one day',
    file: 'contracts/collections/Arrangements.sol',
    find: 'return instalments[i].dueDay < _today();',
    replace: 'return instalments[i].dueDay <= _today();',
  },
  {
    name: 'repurchase can be demanded on the last day',
    kind: 'off by one day',
    file: 'contracts/factoring/Recourse.sol',
    find: 'if (today <= lastDay)',
    replace: 'if (today < lastDay)',
    tests: ['Factoring.recourse.t.sol'],
  },
  {
    name: 'anybody publishes limits',
    kind: 'missing role check',
    file: 'contracts/CreditBook.sol',
    find: '_actingParty(Roles.ASSESSOR, Acts.CREDIT)',
    replace: '_actingParty(0, Acts.CREDIT)',
    tests: ['CreditBook.t.sol'],
  },
  {
    name: 'a key sells above its limit',
    kind: 'missing right check',
    file: 'contracts/factoring/QuoteAcceptance.sol',
    find: '_actingPartyUpTo(Roles.SUPPLIER, Acts.FINANCING, quote.eligibleMinorMax)',
    replace: '_actingParty(Roles.SUPPLIER, Acts.FINANCING)',
  },
  {
    name: 'one operator alone carries out an order',
    kind: 'missing right check',
    file: 'contracts/Powers.sol',
    find: '        if (approval.approver == executor) revert SameOperatorTwice(executor);\n',
    replace: '',
  },
  {
    name: 'a batch has no bound',
    kind: 'unbounded loop',
    file: 'contracts/libraries/Bounds.sol',
    find: 'if (size == 0 || size > BATCH_MAX)',
    replace: 'if (size == 0)',
    tests: ['ReceivableRegistry.t.sol'],
  },
  {
    name: 'a lot has no bound of liens',
    kind: 'unbounded loop',
    file: 'contracts/Pledges.sol',
    find: '        if (count == LIENS_PER_LOT_MAX) revert LienCountAboveMax(lotId, LIENS_PER_LOT_MAX);\n',
    replace: '',
    tests: ['Pledges.t.sol'],
  },
  {
    name: 'a part of a lot forgets the days on which its clock stood',
    kind: 'lost state',
    file: 'contracts/lots/LotMoves.sol',
    find: '        if (stoppedDays > 0) _clockStoppedDays[newLotId] = stoppedDays;\n',
    replace: '',
  },
];
