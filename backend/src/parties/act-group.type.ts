import { registerEnumType } from '@nestjs/graphql';

import { ActGroup } from '../common/index.js';

registerEnumType(ActGroup, {
  name: 'ActGroup',
  description: 'What a signer may be entitled to, and what can be paused.',
  valuesMap: {
    ADMINISTRATION: { description: "A party's own signers and standing arrangements." },
    REGISTRATION: { description: 'What a supplier states: receivables, credit notes, splits.' },
    CONFIRMATION: { description: 'What a buyer states: confirmation, rejection, disputes.' },
    FINANCING: {
      description:
        'Quotes, acceptance, funding, notices, onward assignment, recourse, early payment.',
    },
    PLEDGING: { description: 'Liens.' },
    SETTLEMENT: { description: 'Paying and being paid; never paused.' },
    RECONCILIATION: { description: 'Statements and their acknowledgement.' },
    COLLECTION: { description: 'Steps of collection, promises, write-offs, mandates.' },
    CREDIT: { description: 'Grades and limits.' },
    OPERATION: { description: 'What operators do for the network; never paused.' },
  },
});
