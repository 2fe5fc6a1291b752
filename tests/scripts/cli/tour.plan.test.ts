import { describe, expect, it } from '@jest/globals';

import type { InvoiceDocument, InvoiceParty } from '../../../backend/src/documents/index.js';
import { PartyDirectory } from '../../../scripts/cli/party.directory.js';
import { missingMembers } from '../../../scripts/cli/tour/tour.cast.js';
import { castDocuments } from '../../../scripts/cli/tour/tour.documents.js';
import type { ReadFile, TourFile } from '../../../scripts/cli/tour/tour.model.js';
import { paidMinorOf, planSubjects, planTour } from '../../../scripts/cli/tour/tour.plan.js';
import type { TourRun } from '../../../scripts/cli/tour/tour.state.js';

const RUN: TourRun = {
  runId: 'ab12cd34',
  today: '2026-11-22',
  round: 1,
  receivableIds: [],
  summary: null,
};

function aParty(name: string, ...ids: Array<[string | null, string]>): InvoiceParty {
  const all = ids.map(([scheme, value]) => ({ scheme, value }));
  return { name, id: all[0] ?? null, ids: all };
}

function anInvoice(fields: Partial<InvoiceDocument> = {}): InvoiceDocument {
  return {
    kind: 'INVOICE',
    typeCode: '380',
    profile: null,
    number: 'R-1',
    issueDate: '2020-01-15',
    dueDate: null,
    currency: 'EUR',
    payableMinor: 10_001n,
    totals: {
      lineTotalMinor: null,
      allowanceTotalMinor: null,
      chargeTotalMinor: null,
      taxExclusiveMinor: null,
      taxTotalMinor: null,
      taxInclusiveMinor: null,
      prepaidMinor: null,
      roundingMinor: null,
    },
    supplier: aParty('Seller', ['VAT', 'DE1']),
    buyer: aParty('Buyer', ['VAT', 'DE2']),
    payee: null,
    payeeAccount: null,
    paymentReference: null,
    paymentTerms: null,
    precedingInvoiceNumber: null,
    precedingInvoiceNumbers: [],
    buyerReference: null,
    orderReference: null,
    notes: [],
    lines: [],
    ...fields,
  };
}

function aFile(index: number, fields: Partial<TourFile> = {}): TourFile {
  const invoice = fields.invoice ?? anInvoice({ number: `R-${index}` });
  const bytes = new Uint8Array();
  return { file: `${index}.xml`, index, bytes, supplier: 's', buyer: 'b', ...fields, invoice };
}

describe('planTour', () => {
  it('sells an invoice itself, when it is due later than today', () => {
    const due = aFile(0, { invoice: anInvoice({ number: 'R-1', dueDate: '2027-01-15' }) });
    const past = aFile(1, { invoice: anInvoice({ number: 'R-2', dueDate: '2020-02-14' }) });

    const financed = planTour([past, due], RUN).filter(({ isFinanced }) => isFinanced);

    expect(financed).toEqual([
      expect.objectContaining({ number: 'R-1', isDocument: true, paymentCase: 'EXACT' }),
    ]);
  });

  it('adds receivables of its own until every case is shown, when there is one invoice', () => {
    const plans = planTour([aFile(0)], RUN);

    expect(plans.map(({ paymentCase }) => paymentCase).sort()).toEqual(
      ['BUNDLE', 'BUNDLE', 'EXACT', 'EXACT', 'OVER', 'PARTIAL'].sort(),
    );
    expect(plans.filter(({ isDocument }) => isDocument)).toHaveLength(1);
    expect(new Set(plans.map(({ number }) => number)).size).toBe(plans.length);
    expect(new Set(plans.map(({ key }) => key)).size).toBe(plans.length);
  });

  it('adds only the one that is sold, when five invoices of one pair are given', () => {
    const plans = planTour(
      [0, 1, 2, 3, 4].map((index) => aFile(index)),
      RUN,
    );

    expect(
      plans.filter(({ isDocument }) => !isDocument).map(({ isFinanced }) => isFinanced),
    ).toEqual([true]);
  });

  it('sells only what is due in the future', () => {
    const sold = planTour([aFile(0), aFile(1, { supplier: 't' })], RUN).filter(
      ({ isFinanced }) => isFinanced,
    );

    expect(sold.map(({ source }) => source.supplier)).toEqual(['s', 't']);
    expect(sold.every(({ dueDate }) => dueDate > RUN.today)).toBe(true);
  });

  it('gives a missing due date thirty days from issue', () => {
    expect(planTour([aFile(0)], RUN)[0]?.dueDate).toBe('2020-02-14');
  });

  it('uses numbers of its own for everything, when it is a later round', () => {
    const plans = planTour([aFile(0)], { ...RUN, round: 2 });

    expect(plans.some(({ isDocument }) => isDocument)).toBe(false);
    expect(plans.every(({ number }) => number.startsWith('R-0-AB12'))).toBe(true);
  });

  it('plans the same again, when the run goes on', () => {
    const files = [aFile(0), aFile(1)];

    expect(planTour(files, RUN)).toEqual(planTour(files, RUN));
  });
});

describe('planSubjects', () => {
  it('gives each subject a receivable of its own that the common statement does not pay', () => {
    const plans = planSubjects([aFile(0)], RUN);

    expect(plans.map(({ subject }) => subject)).toEqual([
      'PLEDGE',
      'RECOURSE',
      'DISPUTE',
      'COLLECTION',
      'DISCOUNT',
      'DEDUCTION',
    ]);
    expect(plans.every(({ isDocument, isFinanced }) => !isDocument && !isFinanced)).toBe(true);
    expect(plans.map(({ paymentCase }) => paidMinorOf(paymentCase, 10_001n))).toEqual(
      Array(6).fill(0n),
    );
  });

  it('lets only the one that is collected be past due, issued before it was due', () => {
    const pastDue = planSubjects([aFile(0)], RUN).filter(({ dueDate }) => dueDate < RUN.today);

    expect(pastDue).toEqual([
      expect.objectContaining({
        subject: 'COLLECTION',
        issueDate: '2026-09-08',
        dueDate: '2026-10-08',
      }),
    ]);
  });

  it('shares no number or key with the other receivables of the tour, in any round', () => {
    for (const round of [1, 2]) {
      const run = { ...RUN, round };
      const plans = [...planTour([aFile(0)], run), ...planSubjects([aFile(0)], run)];

      expect(new Set(plans.map(({ number }) => number)).size).toBe(plans.length);
      expect(new Set(plans.map(({ key }) => key)).size).toBe(plans.length);
    }
  });

  it('plans nothing, when there is no invoice', () => {
    expect(planSubjects([], RUN)).toEqual([]);
  });
});

describe('paidMinorOf', () => {
  it.each([
    ['EXACT', 10_001n, 10_001n],
    ['BUNDLE', 10_001n, 10_001n],
    // 40 % of 10 001 is 4 000.4, 2 % is 200.02: both rounded down.
    ['PARTIAL', 10_001n, 4_000n],
    ['OVER', 10_001n, 10_201n],
    ['PARTIAL', 1n, 1n],
    ['OVER', 1n, 2n],
    ['NONE', 10_001n, 0n],
  ] as const)('pays, in the case %s of %s due, %s', (paymentCase, dueMinor, expected) => {
    expect(paidMinorOf(paymentCase, dueMinor)).toBe(expected);
  });
});

describe('missingMembers', () => {
  const nobody = new PartyDirectory([]);

  it('names an organisation once, when two documents share an identifier', () => {
    const members = missingMembers(
      [anInvoice(), anInvoice({ supplier: aParty('Seller AG', ['VAT', 'de 1']) })],
      nobody,
    );

    expect(members.map(({ legalId }) => legalId.value)).toEqual(['DE1', 'DE2']);
  });

  it('goes by the name, when a document gives no identifier', () => {
    const [member] = missingMembers([anInvoice({ supplier: aParty(' Seller  GmbH ') })], nobody);

    expect(member?.legalId).toEqual({ scheme: 'NAME', value: 'SELLER GMBH' });
  });

  it('leaves out whom the platform knows by a weaker identifier', () => {
    const known = new PartyDirectory([
      {
        partyId: '0x01',
        name: 'Seller',
        roles: ['SUPPLIER'],
        legalId: { scheme: 'LEI', value: 'X' },
        identifiers: [{ scheme: 'VAT', value: 'DE1' }],
      },
    ]);

    expect(missingMembers([anInvoice()], known).map(({ name }) => name)).toEqual(['Buyer']);
  });
});

describe('castDocuments', () => {
  const party = (partyId: string, value: string) => ({
    partyId,
    name: value,
    roles: [],
    legalId: { scheme: 'VAT', value },
    identifiers: [{ scheme: 'VAT', value }],
  });
  const directory = new PartyDirectory([party('0x01', 'DE1'), party('0x02', 'DE2')]);

  function cast(...invoices: InvoiceDocument[]) {
    const files = invoices.map((invoice, index): ReadFile => {
      return { file: `${index}.xml`, index, bytes: new Uint8Array(), invoice };
    });
    return castDocuments(files, directory);
  }

  it('skips the second file, when two hold the same invoice in other spellings', () => {
    const { invoices, skipped } = cast(
      anInvoice({ number: 'R-007' }),
      anInvoice({ number: 'r-7' }),
    );

    expect(invoices).toHaveLength(1);
    expect(skipped).toEqual([{ file: '1.xml', reason: 'the same invoice as 0.xml' }]);
  });

  it('keeps a credit note only if its invoice is there', () => {
    const noteOf = (precedingInvoiceNumber: string): InvoiceDocument =>
      anInvoice({ kind: 'CREDIT_NOTE', number: 'C-1', precedingInvoiceNumber });

    const { creditNotes, skipped } = cast(anInvoice(), noteOf('R-1'), noteOf('R-2'));

    expect(creditNotes.map(({ file }) => file)).toEqual(['1.xml']);
    expect(skipped.map(({ file }) => file)).toEqual(['2.xml']);
  });

  it('skips a document whose supplier is its buyer', () => {
    const { invoices, skipped } = cast(anInvoice({ buyer: aParty('Seller', ['VAT', 'DE1']) }));

    expect(invoices).toEqual([]);
    expect(skipped[0]?.reason).toBe('supplier and buyer are the same party');
  });
});
