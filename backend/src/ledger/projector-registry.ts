import { Inject, Injectable } from '@nestjs/common';
import type { DataSource } from 'typeorm';

import { commandReadModel } from './command.projector.js';
import { type ContractName, contractInterfaces } from './contracts.js';
import { LedgerEventEntity } from './ledger-event.entity.js';
import type { EventHandler, LedgerEvent } from './projector.js';
import { READ_MODELS, type ReadModel } from './read-model.js';
import type { Verification } from './verification.js';

/** Events that a contract's ABI has from its standards and that ours never emit after construction. */
const SILENT_EVENTS = new Set([
  'Approval',
  'ApprovalForAll',
  'AuthorityUpdated',
  'EIP712DomainChanged',
]);

/** All read models of the program, found by contract and event. */
@Injectable()
export class ProjectorRegistry {
  readonly readModels: readonly ReadModel[];
  private readonly handlers: ReadonlyMap<ContractName, Readonly<Record<string, EventHandler>>>;

  constructor(@Inject(READ_MODELS) domainReadModels: readonly ReadModel[]) {
    this.readModels = [commandReadModel, ...domainReadModels];
    this.handlers = handlersByContract(this.readModels);
  }

  /** Handler of an event; undefined for the silent ones. */
  handlerOf(event: LedgerEvent): EventHandler | undefined {
    return this.handlers.get(event.contract)?.[event.name];
  }

  /** Every table that holds nothing but what the events say. */
  get entities(): ReadonlyArray<ReadModel['entities'][number]> {
    return [...this.readModels.flatMap((model) => model.entities), LedgerEventEntity];
  }

  /** Version of the read model behind each table; the events' own is what the decoders make of them. */
  get versions(): ReadonlyMap<ReadModel['entities'][number], number> {
    const all = this.readModels.flatMap(({ entities, version = 1 }) =>
      entities.map((entity) => [entity, version] as const),
    );
    return new Map([...all, [LedgerEventEntity, 1]]);
  }

  get verifications(): readonly Verification[] {
    return this.readModels.flatMap((model) => model.verifications);
  }

  /** Events of the contracts that no read model handles. */
  unhandledEvents(): string[] {
    return Object.entries(contractInterfaces).flatMap(([contract, abi]) => {
      const missing: string[] = [];
      abi.forEachEvent(({ name }) => {
        const handlers = this.handlers.get(contract as ContractName);
        if (!SILENT_EVENTS.has(name) && handlers?.[name] === undefined) {
          missing.push(`${contract}.${name}`);
        }
      });
      return missing;
    });
  }
}

/** Versions of the tables of read models; of all of them, if none are named. */
export function versionsOf(
  dataSource: DataSource,
  registry: ProjectorRegistry,
  tables?: readonly string[],
): Map<string, number> {
  const all = [...registry.versions].map(
    ([entity, version]) => [dataSource.getMetadata(entity).tableName, version] as const,
  );
  return new Map(all.filter(([table]) => tables?.includes(table) ?? true));
}

/** Several read models may follow one event: they apply it in the order in which they are listed. */
function handlersByContract(
  readModels: readonly ReadModel[],
): Map<ContractName, Record<string, EventHandler>> {
  const all = new Map<ContractName, Record<string, EventHandler>>();
  for (const { contract, handlers } of readModels) {
    const known = all.get(contract) ?? {};
    for (const [name, handler] of Object.entries(handlers)) {
      known[name] = known[name] === undefined ? handler : inTurn(known[name], handler);
    }
    all.set(contract, known);
  }
  return all;
}

function inTurn(first: EventHandler, second: EventHandler): EventHandler {
  const subject = first.subject ?? second.subject;
  return {
    keys: (event) => [...first.keys(event), ...second.keys(event)],
    creates: (event) => [...(first.creates?.(event) ?? []), ...(second.creates?.(event) ?? [])],
    apply: (event, rows) => {
      first.apply(event, rows);
      second.apply(event, rows);
    },
    ...(subject === undefined ? {} : { subject }),
  };
}
