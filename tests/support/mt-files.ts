type Change = readonly [string | RegExp, string];

function bent(text: string, changes: readonly Change[]): Buffer {
  const changed = changes.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`nothing to replace: ${String(from)}`);
    return after;
  }, text);
  return Buffer.from(changed);
}

/** A statement of a German bank: two payments in, one of them returned, and a charge. */
export function germanMt940(...changes: readonly Change[]): Buffer {
  return bent(GERMAN, changes);
}

/** Two statements of a Dutch bank in SWIFT blocks, with code words between slashes. */
export function dutchMt940(...changes: readonly Change[]): Buffer {
  return bent(DUTCH, changes);
}

/** A report during the day. */
export function mt942(...changes: readonly Change[]): Buffer {
  return bent(REPORT, changes);
}

const GERMAN = `:20:STARTUMSE
:25:10020030/1234567
:28C:00012/001
:60F:C251230EUR1000,00
:61:2512310102CR250,5NTRFNONREF//2025123112345000
:86:166?00GUTSCHRIFT?109310?20EREF+RE-2025-0815?21SVWZ+Rechnung RE-2025-0815?22 vom 01.12.2025 abzgl. Skont
o?30BELADEBEXXX?31DE79100500001234567890?32Müller Werkzeuge GmbH &?33 Co. KG
:61:260102RC250,50NRTI4711//R1
/OCMT/EUR248,00/CHGS/EUR2,50/
:86:109?00RETOURE?20EREF+RE-2025-0815?21SVWZ+RETOURE AC04?3010050000?31987654?34911
:61:2601020102D12,NCHGNONREF
:86:808?00ENTGELT?20Kontofuehrung
?21 Dezember
:62F:C260102EUR988,00
:64:C260102EUR900,00
:65:C260105EUR950,25
:86:Bitte pruefen
-
`;

const DUTCH = `{1:F01ABNANL2AXXXX0000000000}{2:I940ABNANL2AXXXN}{4:
:20:ABN AMRO BANK NV
:25:NL91ABNA0417164300EUR
:28:19321/1
:60F:C260101EUR10,00
:61:2601020102C100,00N653NONREF
:86:/TRTP/SEPA OVERBOEKING/IBAN/NL02RABO0123456789/BIC/RABONL2U
/NAME/J. Jansen B.V./REMI/Factuur 2026-17 en
2026-18/EREF/E2E-77/ORDP//ID/12345
:62M:C260102EUR110,00
-}
{1:F01ABNANL2AXXXX0000000000}{2:I940ABNANL2AXXXN}{4:
:20:ABN AMRO BANK NV
:25:NL91ABNA0417164300EUR
:28:19321/2
:60M:C260102EUR110,00
:61:2601020102D50,00N653EREF-88//ABC123
:86:/EREF/88//CNTP/NL47INGB9999999999/INGBNL2A/Leverancier/AMSTERDAM///REMI/STRD/CUR/9001123412341234/
:61:2601020102C1,00NMSC
:86:BETAALPAS 123 UTRECHT
 PAS 9
:62F:C260102EUR61,00
-}`;

const REPORT = `:20:REPORT1
:25:DEUTDEFF/DE89370400440532013000
:28C:1/1
:34F:EURD0,
:13D:2601021230+0100
:61:260102C10,00NTRFREF1//S1
:86:pending money
:90D:0EUR0,00
:90C:1EUR10,00
-`;
