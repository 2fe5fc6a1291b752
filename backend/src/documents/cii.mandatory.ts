import type { MandatoryTerms } from './en16931.mandatory.js';

const TRANSACTION = 'rsm:SupplyChainTradeTransaction';
const ADDRESS = 'ram:PostalTradeAddress';

export const CII_MANDATORY: MandatoryTerms = {
  seller: {
    at: `${TRANSACTION}/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty`,
    terms: [
      [ADDRESS, 'BR-08', 'the address of the seller (BG-5)'],
      [`${ADDRESS}/ram:CountryID`, 'BR-09', 'the country of the seller (BT-40)'],
    ],
  },
  sellerIds: [
    'ram:SpecifiedLegalOrganization/ram:ID',
    'ram:GlobalID',
    'ram:ID',
    'ram:SpecifiedTaxRegistration/ram:ID',
  ],
  buyer: {
    at: `${TRANSACTION}/ram:ApplicableHeaderTradeAgreement/ram:BuyerTradeParty`,
    terms: [
      [ADDRESS, 'BR-10', 'the address of the buyer (BG-8)'],
      [`${ADDRESS}/ram:CountryID`, 'BR-11', 'the country of the buyer (BT-55)'],
    ],
  },
  breakdown: {
    at: `${TRANSACTION}/ram:ApplicableHeaderTradeSettlement/ram:ApplicableTradeTax`,
    terms: [
      ['ram:BasisAmount', 'BR-45', 'the taxable amount of the VAT category (BT-116)'],
      ['ram:CalculatedAmount', 'BR-46', 'the tax amount of the VAT category (BT-117)'],
      ['ram:CategoryCode', 'BR-47', 'the code of the VAT category (BT-118)'],
    ],
  },
  line: {
    at: `${TRANSACTION}/ram:IncludedSupplyChainTradeLineItem`,
    terms: [
      ['ram:AssociatedDocumentLineDocument/ram:LineID', 'BR-21', 'the line identifier (BT-126)'],
      ['ram:SpecifiedLineTradeDelivery/ram:BilledQuantity', 'BR-22', 'the quantity (BT-129)'],
      ['ram:SpecifiedTradeProduct/ram:Name', 'BR-25', 'the item name (BT-153)'],
      [
        'ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice/ram:ChargeAmount',
        'BR-26',
        'the net price of the item (BT-146)',
      ],
    ],
  },
};
