import type { Mutant } from './mutant.js';

export const MONEY_MUTANTS: readonly Mutant[] = [
  {
    name: 'remainders go to the smallest claims',
    kind: 'rounding',
    file: 'contracts/libraries/ProRata.sol',
    find: 'remainders[i] > remainders[largest]',
    replace: 'remainders[i] < remainders[largest]',
  },
  {
    name: 'a discount charge rounds down',
    kind: 'rounding',
    file: 'contracts/libraries/FactoringMath.sol',
    find: '(advanceMinor * discountRateBps * tenorDays + divisor - 1) / divisor',
    replace: '(advanceMinor * discountRateBps * tenorDays) / divisor',
    tests: ['FactoringMath.t.sol', 'Factoring.pricing.t.sol'],
  },
  {
    name: 'a credit takes pledged lots of the supplier before free ones',
    kind: 'wrong order',
    file: 'contracts/lots/LotPayments.sol',
    find: 'isLoose != (round == 0)',
    replace: 'isLoose == (round == 0)',
    tests: ['ReceivableLots.credits.t.sol'],
  },
  {
    name: 'the next pair of a batch is charged for the one before as well',
    kind: 'double apply',
    file: 'contracts/receivables/ReceivablePayments.sol',
    find: '        tally.paidMinor = 0;\n',
    replace: '',
  },
  {
    name: 'an entry may stand twice in one batch',
    kind: 'double apply',
    file: 'contracts/Settlement.sol',
    find: '            if (entry.currency != 0) revert BankEntryAlreadyApplied(remittance.entryHash);\n',
    replace: '',
    tests: ['Settlement.t.sol'],
  },
  {
    name: 'a payment leaves the exposure as it was',
    kind: 'stale exposure',
    file: 'contracts/lots/LotPayments.sol',
    find: '        _lowerOwed(owner, owedMinor, payment.terms);\n',
    replace: '',
  },
  {
    name: 'the supplier is owed what belongs to the owner of a lot',
    kind: 'wrong beneficiary',
    file: 'contracts/lots/LotPayments.sol',
    find: 'Share(lotId, 0, owner, restMinor, recoveredMinor)',
    replace: 'Share(lotId, 0, payment.terms.supplier, restMinor, recoveredMinor)',
  },
  {
    name: 'tokens of a payment go to the supplier whoever owns the lot',
    kind: 'wrong beneficiary',
    file: 'contracts/Settlement.sol',
    find: '                shares[i].beneficiary,\n',
    replace: '                terms.supplier,\n',
  },
  {
    name: 'a paid event names no lien',
    kind: 'missing event value',
    file: 'contracts/lots/LotPayments.sol',
    find: `            share.amountMinor,
            share.lienNumber,
            share.recoveredMinor
        );
        address`,
    replace: `            share.amountMinor,
            0,
            share.recoveredMinor
        );
        address`,
    tests: ['Pledges.payments.t.sol'],
  },
  {
    name: 'a lien that is secured again after a reversal still counts as paid',
    kind: 'reversal not exact',
    file: 'contracts/pledges/LienStore.sol',
    find: '        lien.satisfiedAt = 0;\n',
    replace: '',
  },
  {
    name: 'payments can be paused',
    kind: 'pause blocks payment',
    file: 'contracts/types/LedgerTypes.sol',
    find: 'ALL & ~(SETTLEMENT | OPERATION)',
    replace: 'ALL & ~OPERATION',
  },
];
