import { CONTRACT_NAMES, type ContractName, contractInterfaces } from '../ledger/index.js';

/** What comes with the token standard and tells a client nothing that our own events do not. */
const STANDARD_EVENTS = new Set([
  'Approval',
  'ApprovalForAll',
  'AuthorityUpdated',
  'EIP712DomainChanged',
]);

const PARTICIPLE = /(ed|en|wn|Met|Set|Left|Made|Undone)$/;

/**
 * Name of an event for the outside: what it happened to, a dot, and what happened.
 *
 * The second part begins at the first participle, or at the last word where there is none: `ReceivableWrittenOff` is
 * `receivable.written_off`. A name that begins with what happened has its contract in front: `lots.transfer`.
 */
export function eventTypeOf(contract: ContractName, name: string): string {
  const words = name.match(/[A-Z][a-z0-9]*/g) ?? [name];
  const participle = words.findIndex((word) => PARTICIPLE.test(word));
  const at = participle === -1 ? words.length - 1 : participle;
  const subject = at === 0 ? contract : snakeCase(words.slice(0, at));
  return `${subject}.${snakeCase(words.slice(at))}`;
}

function snakeCase(words: readonly string[]): string {
  return words.map((word) => word.toLowerCase()).join('_');
}

interface EventSource {
  readonly contract: ContractName;
  readonly name: string;
}

/** Events of the contracts that are told, by their type. The forwarder's are about commands, which are followed as such. */
const sources: ReadonlyMap<string, EventSource> = new Map(
  CONTRACT_NAMES.filter((contract) => contract !== 'forwarder').flatMap((contract) => {
    const found: Array<[string, EventSource]> = [];
    contractInterfaces[contract].forEachEvent(({ name }) => {
      if (!STANDARD_EVENTS.has(name)) {
        found.push([eventTypeOf(contract, name), { contract, name }]);
      }
    });
    return found;
  }),
);

/** Types of all events that are told, sorted. */
export const EVENT_TYPES: readonly string[] = [...sources.keys()].sort();

export function isEventType(type: string): boolean {
  return sources.has(type);
}

/** Contract and name of each of the types. */
export function sourcesOf(types: readonly string[]): EventSource[] {
  return types.flatMap((type) => sources.get(type) ?? []);
}
