import { BUYERS, COLLECTORS, type Company, FINANCIERS, SUPPLIERS } from './companies.js';
import { bankAccountFor, legalIdFor } from './legal-ids.js';
import type { Random } from './random.js';
import type { StoryParty, StoryRole } from './story.model.js';

/** Everybody who acts in the story. */
export function castOf(random: Random): StoryParty[] {
  return [
    ...SUPPLIERS.map((company, index) => partyOf(company, 'SUPPLIER', `s${index + 1}`, random)),
    ...BUYERS.map((company, index) => partyOf(company, 'BUYER', `b${index + 1}`, random)),
    ...FINANCIERS.map((company, index) => partyOf(company, 'FINANCIER', `f${index + 1}`, random)),
    ...COLLECTORS.map((company, index) => partyOf(company, 'COLLECTOR', `c${index + 1}`, random)),
  ];
}

function partyOf(company: Company, role: StoryRole, key: string, random: Random): StoryParty {
  const draw = random.fork(key);
  return {
    key,
    role,
    name: company.name,
    country: company.country,
    legalId: legalIdFor(company, draw),
    account: bankAccountFor(company, draw),
  };
}
