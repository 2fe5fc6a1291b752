type Change = readonly [string | RegExp, string];

/** A small valid camt.053 with one exact payment, to be bent in tests. */
export function camtStatement(...changes: readonly Change[]): Buffer {
  const bent = changes.reduce((text, [from, to]) => {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
    return changed;
  }, CAMT);
  return Buffer.from(bent);
}

const CAMT = `<?xml version="1.0" encoding="UTF-8"?>
<x:Document xmlns:x="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><x:BkToCstmrStmt>
<x:GrpHdr><x:MsgId>M1</x:MsgId><x:CreDtTm>2026-05-01T06:00:00+02:00</x:CreDtTm></x:GrpHdr>
<x:Stmt><x:Id>S1</x:Id><x:CreDtTm>2026-05-01T06:00:00+02:00</x:CreDtTm>
<x:Acct><x:Id><x:IBAN>DE79 0000 0000 1234 5678 90</x:IBAN></x:Id><x:Ccy>EUR</x:Ccy>
<x:Ownr><x:Nm>Financier</x:Nm></x:Ownr></x:Acct>
<x:Bal><x:Tp><x:CdOrPrtry><x:Cd>OPBD</x:Cd></x:CdOrPrtry></x:Tp><x:Amt Ccy="EUR">10.00</x:Amt>
<x:CdtDbtInd>CRDT</x:CdtDbtInd><x:Dt><x:Dt>2026-04-29</x:Dt></x:Dt></x:Bal>
<x:Bal><x:Tp><x:CdOrPrtry><x:Cd>CLBD</x:Cd></x:CdOrPrtry></x:Tp><x:Amt Ccy="EUR">110.00</x:Amt>
<x:CdtDbtInd>CRDT</x:CdtDbtInd><x:Dt><x:Dt>2026-04-30</x:Dt></x:Dt></x:Bal>
<x:Ntry><x:NtryRef>N1</x:NtryRef><x:Amt Ccy="EUR">100.00</x:Amt><x:CdtDbtInd>CRDT</x:CdtDbtInd>
<x:Sts><x:Cd>BOOK</x:Cd></x:Sts>
<x:BookgDt><x:DtTm>2026-04-30T23:30:00-05:00</x:DtTm></x:BookgDt>
<x:ValDt><x:Dt>2026-04-30</x:Dt></x:ValDt><x:AcctSvcrRef>A1</x:AcctSvcrRef>
<x:NtryDtls><x:TxDtls>
<x:Refs><x:EndToEndId>E1</x:EndToEndId>
<x:UETR>255ae394-9965-4438-ac86-f406feada396</x:UETR></x:Refs>
<x:RltdPties><x:Dbtr><x:Pty><x:Nm>Buyer</x:Nm><x:Id><x:OrgId><x:LEI>529900T8BM49AURSDO55</x:LEI>
</x:OrgId></x:Id></x:Pty></x:Dbtr><x:DbtrAcct><x:Id><x:IBAN>CH4112345003131313131</x:IBAN></x:Id>
</x:DbtrAcct></x:RltdPties>
<x:RmtInf><x:Ustrd>INV-007</x:Ustrd><x:Ustrd>thank you</x:Ustrd><x:Strd>
<x:RfrdDocInf><x:Tp><x:CdOrPrtry><x:Cd>CINV</x:Cd></x:CdOrPrtry></x:Tp><x:Nb>INV-007</x:Nb>
</x:RfrdDocInf><x:CdtrRefInf><x:Tp><x:CdOrPrtry><x:Cd>SCOR</x:Cd></x:CdOrPrtry></x:Tp>
<x:Ref>RF18539007547034</x:Ref></x:CdtrRefInf></x:Strd></x:RmtInf>
</x:TxDtls></x:NtryDtls></x:Ntry>
</x:Stmt></x:BkToCstmrStmt></x:Document>`;
