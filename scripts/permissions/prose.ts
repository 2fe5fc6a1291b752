/** What stands before the tables. */
export const INTRODUCTION = `# Who may call what

Every function of the ledger's contracts that is not for reading, and every kind of caller. The tables are measured:
\`npm run permissions\` deploys the ledger on a node, tries each function as each caller, and writes this file. A test
does the same and compares each cell. The rules of rank (\`CivilCode768Policy\`, \`FirstToFilePolicy\`,
\`FirstToNotifyPolicy\`) keep no state and are left out.

- **yes**: the caller gets past the gate. The call may still be refused for what it says: whose receivable it is, its
  status, its amount. Above all a party acts for itself: where a function is about one thing (a receivable, a deal, a
  lien), the contract also asks that the caller's party is a party to it, else \`PartyNotEntitled\` and the like. So
  **yes** for every role says that no role is asked for, and not that everybody may do it to everything.
- no: the call is refused for who calls, whatever it says.

## Callers

| column              | caller                                                                          |
| ------------------- | ------------------------------------------------------------------------------- |
| supplier … operator | key of an active party with this role and no other; the key has all rights      |
| \`ADMIN\` … \`ORDERS\`  | operator's key that also has this role in \`Powers\`, and no other                |
| stranger            | key that acts for no party                                                      |
| name of a contract  | that contract itself                                                            |
| right               | what the key must be entitled to by its party (\`Acts\`); – where no one is asked |
| paused by           | groups of acts whose pause closes the function; – where no pause does           |

A key of an operator with a role in \`Powers\` is shown where it differs from any other key of an operator; a contract of
the ledger is shown where it differs from a stranger. Who comes through \`DuebillForwarder\` is who signed the request;
a request that named a contract of the ledger would get what a stranger gets, which is measured, too. A party that is
suspended or expired, and a key that was revoked, are refused as a stranger is, save where a note says otherwise.

Nothing that needs the right SETTLEMENT or OPERATION can be paused: the contracts refuse such a pause.`;

const ALWAYS_REFUSED = 'refused to everybody, always.';

/** Sentences about single functions, by contract and function. */
export const NOTES: Readonly<Record<string, string>> = {
  'Powers.approve': 'the approved call is then made by another key.',
  'Powers.withdrawApproval':
    'for the key that approved, here the one with ORDERS, also when it has lost its power.',
  'Powers.objectToRecovery':
    'for the party whose keys are to be recovered, also when it is suspended or expired.',
  'Powers.consume': 'for the contract that the approved call names, here `ReceivableLots`.',
  'Powers.renounceRole': 'a key gives up a role of its own.',
  'Powers.schedule':
    'for a key whose role has an execution delay; it is refused to all others, since they need not wait.',
  'Powers.execute':
    'for a call that the key may make itself. `Powers` is then the caller, which acts for no party, so functions for operators refuse it.',
  'Powers.cancel': 'also for the key that scheduled the call, and for a guardian of its role.',
  'Powers.consumeScheduledOp':
    'for a contract with functions for operators, while a scheduled call of it runs.',
  'Powers.updateAuthority': 'contracts of the ledger never change their authority.',
  'Powers.multicall': 'each call of the batch passes its own gate.',
  'PartyRegistry.recoverSigner':
    'takes the approval of another key with ORDERS, three days old, to which the party did not object.',
  'PartyRegistry.rotateSigner': 'a key hands on what it is itself entitled to.',
  'PartyRegistry.setAuthority': ALWAYS_REFUSED,
  'ReceivableLots.forcedTransfer': 'takes the approval of another key with ORDERS.',
  'ReceivableLots.setFrozenTokens': 'takes the approval of another key with ORDERS.',
  'ReceivableLots.safeTransferFrom(address,address,uint256,bytes)': ALWAYS_REFUSED,
  'ReceivableLots.safeTransferFrom(address,address,uint256)': ALWAYS_REFUSED,
  'ReceivableLots.transferFrom': ALWAYS_REFUSED,
  'ReceivableLots.approve': ALWAYS_REFUSED,
  'ReceivableLots.setApprovalForAll': ALWAYS_REFUSED,
  'ReceivableLots.setAuthority': ALWAYS_REFUSED,
  'Factoring.lapse': 'frees lots of a deal that was not funded in time.',
  'EarlyPayments.lapse': 'frees a lot whose early payment did not come in time.',
  'Pledges.drop': 'takes off a lien that was paid so long ago that the payment stands.',
  'Pledges.setAuthority': ALWAYS_REFUSED,
  'Collections.resolvePromise': 'says what became of a promise, which payments and days decide.',
  'Collections.resolveInstalments': 'says what became of a plan, which payments and days decide.',
  'DuebillForwarder.execute': 'the request carries the signature of who asks for it.',
  'DuebillForwarder.executeBatch': 'the requests carry the signatures of who asks for them.',
};
