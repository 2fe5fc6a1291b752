import type { MandatoryTerms } from './en16931.mandatory.js';

const ADDRESS = 'cac:PostalAddress';
const COUNTRY = 'cac:Country/cbc:IdentificationCode';

function termsOf(line: string, quantity: string): MandatoryTerms {
  return {
    seller: {
      at: 'cac:AccountingSupplierParty/cac:Party',
      terms: [
        [ADDRESS, 'BR-08', 'the address of the seller (BG-5)'],
        [`${ADDRESS}/${COUNTRY}`, 'BR-09', 'the country of the seller (BT-40)'],
      ],
    },
    sellerIds: [
      'cac:PartyLegalEntity/cbc:CompanyID',
      'cac:PartyIdentification/cbc:ID',
      'cac:PartyTaxScheme/cbc:CompanyID',
    ],
    buyer: {
      at: 'cac:AccountingCustomerParty/cac:Party',
      terms: [
        [ADDRESS, 'BR-10', 'the address of the buyer (BG-8)'],
        [`${ADDRESS}/${COUNTRY}`, 'BR-11', 'the country of the buyer (BT-55)'],
      ],
    },
    breakdown: {
      at: 'cac:TaxTotal/cac:TaxSubtotal',
      terms: [
        ['cbc:TaxableAmount', 'BR-45', 'the taxable amount of the VAT category (BT-116)'],
        ['cbc:TaxAmount', 'BR-46', 'the tax amount of the VAT category (BT-117)'],
        ['cac:TaxCategory/cbc:ID', 'BR-47', 'the code of the VAT category (BT-118)'],
      ],
    },
    line: {
      at: line,
      terms: [
        ['cbc:ID', 'BR-21', 'the line identifier (BT-126)'],
        [quantity, 'BR-22', 'the invoiced quantity (BT-129)'],
        ['cac:Item/cbc:Name', 'BR-25', 'the item name (BT-153)'],
        ['cac:Price/cbc:PriceAmount', 'BR-26', 'the net price of the item (BT-146)'],
      ],
    },
  };
}

export const INVOICE_MANDATORY = termsOf('cac:InvoiceLine', 'cbc:InvoicedQuantity');
export const CREDIT_NOTE_MANDATORY = termsOf('cac:CreditNoteLine', 'cbc:CreditedQuantity');
