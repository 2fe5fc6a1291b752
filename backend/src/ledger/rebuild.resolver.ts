import { Args, Mutation, ResolveField, Resolver } from '@nestjs/graphql';

import { InputInvalidError, NotPermittedError } from '../api/index.js';
import { PartyRole } from '../common/index.js';
import { CurrentViewer, type Viewer, seesEverything } from '../identity/index.js';
import { LedgerStatus } from './ledger-status.type.js';
import { RebuildDesk } from './rebuild-desk.js';
import {
  CancelRebuildResult,
  type DropReplacedAnswer,
  DropReplacedTablesResult,
  DroppedTables,
  ReadModelRebuild,
  type RebuildAnswer,
  RebuildReadModelsInput,
  RebuildReadModelsResult,
  RebuildRequest,
} from './rebuild.type.js';

const TABLES_MAX = 200;

@Resolver(() => LedgerStatus)
export class RebuildResolver {
  constructor(private readonly desk: RebuildDesk) {}

  @ResolveField(() => ReadModelRebuild, {
    nullable: true,
    description:
      'Read models that are filled anew; null if none are. For operators and auditors; null for others.',
  })
  async rebuild(@CurrentViewer() viewer: Viewer): Promise<ReadModelRebuild | null> {
    return seesEverything(viewer) ? this.desk.read() : null;
  }

  @Mutation(() => RebuildReadModelsResult, {
    description:
      'Has read models filled anew from block 0, beside the live ones, and switched over. Asking again for one that is under way changes nothing. Operator only.',
  })
  async rebuildReadModels(
    @CurrentViewer() viewer: Viewer,
    @Args('input') { tables }: RebuildReadModelsInput,
  ): Promise<RebuildAnswer> {
    const refusal = refuse(viewer) ?? this.check(tables ?? null);
    return refusal ?? requested(await this.desk.ask(tables ?? this.desk.tables));
  }

  @Mutation(() => CancelRebuildResult, {
    description:
      'Stops what was asked for with `rebuildReadModels`; asked for again, it goes on where it was. Operator only.',
  })
  async cancelRebuild(@CurrentViewer() viewer: Viewer): Promise<RebuildAnswer> {
    return refuse(viewer) ?? requested(await this.desk.cancel());
  }

  @Mutation(() => DropReplacedTablesResult, {
    description:
      'Drops the tables that rebuilds replaced, which are kept until then. Operator only.',
  })
  async dropReplacedTables(@CurrentViewer() viewer: Viewer): Promise<DropReplacedAnswer> {
    const refusal = refuse(viewer);
    if (refusal !== null) {
      return refusal;
    }
    return Object.assign(new DroppedTables(), { schemas: await this.desk.dropReplaced() });
  }

  private check(tables: readonly string[] | null): InputInvalidError | null {
    if (tables !== null && (tables.length === 0 || tables.length > TABLES_MAX)) {
      return new InputInvalidError('tables', `A rebuild has 1 to ${TABLES_MAX} tables.`);
    }
    const index = (tables ?? []).findIndex((table) => !this.desk.tables.includes(table));
    return index < 0
      ? null
      : new InputInvalidError(`tables[${index}]`, 'No read model has this table.');
  }
}

function requested(rebuild: ReadModelRebuild | null): RebuildRequest {
  return Object.assign(new RebuildRequest(), { rebuild });
}

function refuse({ roles }: Viewer): NotPermittedError | null {
  return roles.includes(PartyRole.OPERATOR)
    ? null
    : new NotPermittedError('Only the operator has read models rebuilt.');
}
