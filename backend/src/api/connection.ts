import type { Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { GraphQLError } from 'graphql';

import { isCalendarDate, isUuid } from '../common/index.js';

/** Largest page: bounds the cost of one request. */
export const PAGE_SIZE_MAX = 100;
export const PAGE_SIZE_DEFAULT = 20;

@ArgsType()
export class PageArgs {
  @Field(() => Int, {
    defaultValue: PAGE_SIZE_DEFAULT,
    description: `Number of items, 1 to ${PAGE_SIZE_MAX}.`,
  })
  readonly first: number = PAGE_SIZE_DEFAULT;

  @Field(() => String, { nullable: true, description: 'Cursor after which the page begins.' })
  readonly after?: string | null;
}

@ObjectType()
export class PageInfo {
  @Field()
  readonly hasNextPage!: boolean;

  @Field(() => String, { nullable: true })
  readonly endCursor!: string | null;
}

export interface Connection<Node> {
  readonly edges: ReadonlyArray<{ readonly cursor: string; readonly node: Node }>;
  readonly pageInfo: PageInfo;
}

/** Connection type of a node type, once per node type: `ReceivableConnection`, `ReceivableEdge`. */
export function connectionOf<Node>(name: string, node: () => Type<Node>): Type<Connection<Node>> {
  @ObjectType(`${name}Edge`)
  class Edge {
    @Field()
    readonly cursor!: string;

    @Field(node)
    readonly node!: Node;
  }

  @ObjectType(`${name}Connection`)
  class ConnectionType implements Connection<Node> {
    @Field(() => [Edge])
    readonly edges!: Edge[];

    @Field(() => PageInfo)
    readonly pageInfo!: PageInfo;
  }
  return ConnectionType;
}

/** Position of a row in a listing: the values of the columns that it is ordered by, newest first. */
export type Keyset = readonly [string, string];

/** What a column of a keyset holds, so that a cursor that was made up never reaches the database. */
const KEY_PARTS = {
  day: isCalendarDate,
  instant: isInstant,
  integer: (text: string) => /^\d{1,18}$/.test(text),
  text: (text: string) => /^[!-~]*$/.test(text),
  uuid: isUuid,
  /** The listing is ordered by one column only. */
  none: (text: string) => text === '',
};

/** Kinds of the two columns that a listing is ordered by. */
export type KeysetShape = readonly [keyof typeof KEY_PARTS, keyof typeof KEY_PARTS];

const INSTANT =
  /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3])(:[0-5]\d){2}(\.\d{1,6})?(Z|[+-](0\d|1[0-5])(:[0-5]\d)?)$/;

/** As JavaScript or as the database writes it. */
function isInstant(text: string): boolean {
  const day = INSTANT.exec(text)?.[1];
  return day !== undefined && isCalendarDate(day);
}

export function encodeCursor(keyset: Keyset): string {
  return Buffer.from(JSON.stringify(keyset)).toString('base64url');
}

function decodeCursor(cursor: string, shape: KeysetShape): Keyset {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(value) && value.length === 2 && value.every((v) => typeof v === 'string')) {
      const [first, second] = value as [string, string];
      if (KEY_PARTS[shape[0]](first) && KEY_PARTS[shape[1]](second)) return [first, second];
    }
  } catch {
    // Falls through to the refusal: the client did not send a cursor of ours.
  }
  throw new GraphQLError('`after` is not a cursor of this listing.', {
    extensions: { code: 'CURSOR_INVALID' },
  });
}

/** Checked page arguments: one row more than the page tells whether there is a next one. */
export interface Page {
  readonly size: number;
  readonly limit: number;
  readonly after: Keyset | null;
}

export function toPage(args: PageArgs, shape: KeysetShape): Page {
  if (args.first < 1 || args.first > PAGE_SIZE_MAX) {
    throw new GraphQLError(`\`first\` is between 1 and ${PAGE_SIZE_MAX}.`, {
      extensions: { code: 'PAGE_SIZE_INVALID' },
    });
  }
  const isFirst = args.after === undefined || args.after === null;
  const after = isFirst ? null : decodeCursor(args.after, shape);
  return { size: args.first, limit: args.first + 1, after };
}

/** Cuts the extra row off and gives each row its cursor. */
export function toConnection<Node>(
  rows: readonly Node[],
  page: Page,
  keysetOf: (row: Node) => Keyset,
): Connection<Node> {
  const edges = rows
    .slice(0, page.size)
    .map((node) => ({ cursor: encodeCursor(keysetOf(node)), node }));
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > page.size, endCursor: edges.at(-1)?.cursor ?? null },
  };
}
