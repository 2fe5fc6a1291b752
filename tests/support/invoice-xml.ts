/** A small valid UBL invoice of EN 16931, to be bent in tests by replacing pieces of it. */
export function ublInvoice(...changes: readonly (readonly [string | RegExp, string])[]): Buffer {
  return Buffer.from(bent(UBL, changes));
}

/** The same invoice in CII. */
export function ciiInvoice(...changes: readonly (readonly [string | RegExp, string])[]): Buffer {
  return Buffer.from(bent(CII, changes));
}

function bent(xml: string, changes: readonly (readonly [string | RegExp, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    const changed = text.replace(from, to);
    if (changed === text) throw new Error(`nothing to replace: ${String(from)}`);
    return changed;
  }, xml);
}

const UBL = `<?xml version="1.0" encoding="UTF-8"?>
<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:a="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<b:CustomizationID>urn:cen.eu:en16931:2017</b:CustomizationID>
<b:ID>INV-007</b:ID>
<b:IssueDate>2026-03-01</b:IssueDate>
<b:DueDate>2026-04-30</b:DueDate>
<b:InvoiceTypeCode>380</b:InvoiceTypeCode>
<b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>
<a:AccountingSupplierParty><a:Party>
<a:PostalAddress><a:Country><b:IdentificationCode>DE</b:IdentificationCode></a:Country>
</a:PostalAddress>
<a:PartyLegalEntity><b:RegistrationName>Supplier</b:RegistrationName>
<b:CompanyID schemeID="0199">529900T8BM49AURSDO55</b:CompanyID></a:PartyLegalEntity>
</a:Party></a:AccountingSupplierParty>
<a:AccountingCustomerParty><a:Party>
<a:PostalAddress><a:Country><b:IdentificationCode>FR</b:IdentificationCode></a:Country>
</a:PostalAddress>
<a:PartyLegalEntity><b:RegistrationName>Buyer</b:RegistrationName></a:PartyLegalEntity>
</a:Party></a:AccountingCustomerParty>
<a:AllowanceCharge><b:ChargeIndicator>false</b:ChargeIndicator>
<b:Amount currencyID="EUR">10.00</b:Amount></a:AllowanceCharge>
<a:AllowanceCharge><b:ChargeIndicator>true</b:ChargeIndicator>
<b:Amount currencyID="EUR">5.00</b:Amount></a:AllowanceCharge>
<a:TaxTotal><b:TaxAmount currencyID="EUR">18.05</b:TaxAmount>
<a:TaxSubtotal><b:TaxableAmount currencyID="EUR">95.00</b:TaxableAmount>
<b:TaxAmount currencyID="EUR">18.05</b:TaxAmount>
<a:TaxCategory><b:ID>S</b:ID><b:Percent>19</b:Percent></a:TaxCategory></a:TaxSubtotal></a:TaxTotal>
<a:LegalMonetaryTotal>
<b:LineExtensionAmount currencyID="EUR">100.00</b:LineExtensionAmount>
<b:TaxExclusiveAmount currencyID="EUR">95.00</b:TaxExclusiveAmount>
<b:TaxInclusiveAmount currencyID="EUR">113.05</b:TaxInclusiveAmount>
<b:AllowanceTotalAmount currencyID="EUR">10.00</b:AllowanceTotalAmount>
<b:ChargeTotalAmount currencyID="EUR">5.00</b:ChargeTotalAmount>
<b:PrepaidAmount currencyID="EUR">13.00</b:PrepaidAmount>
<b:PayableRoundingAmount currencyID="EUR">-0.05</b:PayableRoundingAmount>
<b:PayableAmount currencyID="EUR">100.00</b:PayableAmount>
</a:LegalMonetaryTotal>
<a:InvoiceLine><b:ID>1</b:ID><b:InvoicedQuantity>1</b:InvoicedQuantity>
<b:LineExtensionAmount currencyID="EUR">60.00</b:LineExtensionAmount>
<a:Item><b:Name>Hose</b:Name></a:Item>
<a:Price><b:PriceAmount currencyID="EUR">60</b:PriceAmount></a:Price></a:InvoiceLine>
<a:InvoiceLine><b:ID>2</b:ID><b:InvoicedQuantity>1</b:InvoicedQuantity>
<b:LineExtensionAmount currencyID="EUR">40.00</b:LineExtensionAmount>
<a:Item><b:Name>Pump</b:Name></a:Item>
<a:Price><b:PriceAmount currencyID="EUR">40</b:PriceAmount></a:Price></a:InvoiceLine>
</Invoice>`;

const CII = `<?xml version="1.0" encoding="UTF-8"?>
<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
  xmlns:r="urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
  xmlns:u="urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100">
<ExchangedDocumentContext><r:GuidelineSpecifiedDocumentContextParameter>
<r:ID>urn:cen.eu:en16931:2017</r:ID></r:GuidelineSpecifiedDocumentContextParameter>
</ExchangedDocumentContext>
<ExchangedDocument><r:ID>INV-007</r:ID><r:TypeCode>380</r:TypeCode>
<r:IssueDateTime><u:DateTimeString format="102">20260301</u:DateTimeString></r:IssueDateTime>
</ExchangedDocument>
<SupplyChainTradeTransaction>
<r:IncludedSupplyChainTradeLineItem>
<r:AssociatedDocumentLineDocument><r:LineID>1</r:LineID></r:AssociatedDocumentLineDocument>
<r:SpecifiedTradeProduct><r:Name>Hose</r:Name></r:SpecifiedTradeProduct>
<r:SpecifiedLineTradeAgreement><r:NetPriceProductTradePrice><r:ChargeAmount>100</r:ChargeAmount>
</r:NetPriceProductTradePrice></r:SpecifiedLineTradeAgreement>
<r:SpecifiedLineTradeDelivery><r:BilledQuantity>1</r:BilledQuantity></r:SpecifiedLineTradeDelivery>
<r:SpecifiedLineTradeSettlement><r:SpecifiedTradeSettlementLineMonetarySummation>
<r:LineTotalAmount>100.00</r:LineTotalAmount></r:SpecifiedTradeSettlementLineMonetarySummation>
</r:SpecifiedLineTradeSettlement></r:IncludedSupplyChainTradeLineItem>
<r:ApplicableHeaderTradeAgreement>
<r:SellerTradeParty><r:Name>Supplier</r:Name>
<r:SpecifiedLegalOrganization>
<r:ID schemeID="0199">529900T8BM49AURSDO55</r:ID></r:SpecifiedLegalOrganization>
<r:PostalTradeAddress><r:CountryID>DE</r:CountryID></r:PostalTradeAddress>
</r:SellerTradeParty>
<r:BuyerTradeParty><r:Name>Buyer</r:Name>
<r:PostalTradeAddress><r:CountryID>FR</r:CountryID></r:PostalTradeAddress></r:BuyerTradeParty>
</r:ApplicableHeaderTradeAgreement>
<r:ApplicableHeaderTradeSettlement>
<r:InvoiceCurrencyCode>EUR</r:InvoiceCurrencyCode>
<r:ApplicableTradeTax><r:CalculatedAmount>18.05</r:CalculatedAmount><r:TypeCode>VAT</r:TypeCode>
<r:BasisAmount>95.00</r:BasisAmount><r:CategoryCode>S</r:CategoryCode>
<r:RateApplicablePercent>19</r:RateApplicablePercent></r:ApplicableTradeTax>
<r:SpecifiedTradeAllowanceCharge><r:ChargeIndicator><u:Indicator>false</u:Indicator>
</r:ChargeIndicator><r:ActualAmount>10.00</r:ActualAmount></r:SpecifiedTradeAllowanceCharge>
<r:SpecifiedTradeAllowanceCharge><r:ChargeIndicator><u:Indicator>true</u:Indicator>
</r:ChargeIndicator><r:ActualAmount>5.00</r:ActualAmount></r:SpecifiedTradeAllowanceCharge>
<r:SpecifiedTradePaymentTerms><r:DueDateDateTime>
<u:DateTimeString format="102">20260430</u:DateTimeString></r:DueDateDateTime>
</r:SpecifiedTradePaymentTerms>
<r:SpecifiedTradeSettlementHeaderMonetarySummation>
<r:LineTotalAmount>100.00</r:LineTotalAmount><r:ChargeTotalAmount>5.00</r:ChargeTotalAmount>
<r:AllowanceTotalAmount>10.00</r:AllowanceTotalAmount>
<r:TaxBasisTotalAmount>95.00</r:TaxBasisTotalAmount>
<r:TaxTotalAmount currencyID="EUR">18.05</r:TaxTotalAmount>
<r:RoundingAmount>-0.05</r:RoundingAmount><r:GrandTotalAmount>113.05</r:GrandTotalAmount>
<r:TotalPrepaidAmount>13.00</r:TotalPrepaidAmount>
<r:DuePayableAmount>100.00</r:DuePayableAmount>
</r:SpecifiedTradeSettlementHeaderMonetarySummation>
</r:ApplicableHeaderTradeSettlement>
</SupplyChainTradeTransaction>
</CrossIndustryInvoice>`;
