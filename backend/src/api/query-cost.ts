import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  Kind,
  SchemaMetaFieldDef,
  type SelectionSetNode,
  TypeMetaFieldDef,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
} from 'graphql';

import { PAGE_SIZE_DEFAULT, PAGE_SIZE_MAX } from './connection.js';

/** Items that a list without pages is taken to have: lots, payments, events of one receivable. */
const LIST_SIZE_ASSUMED = 10;

/** What a field is asked on; nothing of a type that the schema does not know, which is refused later. */
type Parent = GraphQLNamedType | undefined;

/**
 * How many values an answer can hold: each field counts one, and what is below a list counts once for each item.
 *
 * Pages count as their `first`, and as the largest page where it is a variable: the cost belongs to the text alone.
 */
export function queryCost(schema: GraphQLSchema, document: DocumentNode): number {
  const counter = new CostCounter(schema, document);
  return document.definitions.reduce(
    (sum, definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? sum +
          counter.costOf(
            definition.selectionSet,
            schema.getRootType(definition.operation) ?? undefined,
          )
        : sum,
    0,
  );
}

class CostCounter {
  private readonly fragments = new Map<string, FragmentDefinitionNode>();
  /** A fragment inside itself counts nothing there: the validation refuses it. */
  private readonly costs = new Map<string, number>();

  constructor(
    private readonly schema: GraphQLSchema,
    document: DocumentNode,
  ) {
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) {
        this.fragments.set(definition.name.value, definition);
      }
    }
  }

  costOf(selections: SelectionSetNode, parent: Parent): number {
    return selections.selections.reduce((sum, selection) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return sum + this.fieldCost(selection, parent);
        case Kind.INLINE_FRAGMENT:
          return sum + this.costOf(selection.selectionSet, this.typeOf(selection, parent));
        case Kind.FRAGMENT_SPREAD:
          return sum + this.fragmentCost(selection.name.value);
      }
    }, 0);
  }

  private fieldCost(field: FieldNode, parent: Parent): number {
    if (field.selectionSet === undefined) {
      return 1;
    }
    const definition = definitionOf(this.schema, parent, field.name.value);
    const type = definition === undefined ? undefined : getNamedType(definition.type);
    return 1 + sizeOf(field, definition) * this.costOf(field.selectionSet, type);
  }

  private fragmentCost(name: string): number {
    const known = this.costs.get(name);
    const fragment = this.fragments.get(name);
    if (known !== undefined || fragment === undefined) {
      return known ?? 0;
    }
    this.costs.set(name, 0);
    const cost = this.costOf(fragment.selectionSet, this.typeOf(fragment, undefined));
    this.costs.set(name, cost);
    return cost;
  }

  private typeOf(
    {
      typeCondition,
    }: Pick<FragmentDefinitionNode, never> & {
      readonly typeCondition?: FragmentDefinitionNode['typeCondition'];
    },
    parent: Parent,
  ): Parent {
    return typeCondition === undefined ? parent : this.schema.getType(typeCondition.name.value);
  }
}

function definitionOf(
  schema: GraphQLSchema,
  parent: Parent,
  name: string,
): GraphQLField<unknown, unknown> | undefined {
  if (parent === schema.getQueryType() && name === SchemaMetaFieldDef.name) {
    return SchemaMetaFieldDef;
  }
  if (parent === schema.getQueryType() && name === TypeMetaFieldDef.name) {
    return TypeMetaFieldDef;
  }
  return isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
}

function sizeOf(field: FieldNode, definition: GraphQLField<unknown, unknown> | undefined): number {
  if (definition?.args.some(({ name }) => name === 'first') === true) {
    return pageSizeOf(field);
  }
  // The edges of a connection were counted with its page.
  return definition !== undefined && field.name.value !== 'edges' && isList(definition.type)
    ? LIST_SIZE_ASSUMED
    : 1;
}

function pageSizeOf(field: FieldNode): number {
  const first = field.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (first === undefined) {
    return PAGE_SIZE_DEFAULT;
  }
  const size = first.kind === Kind.INT ? Number(first.value) : PAGE_SIZE_MAX;
  return Math.min(Math.max(size, 1), PAGE_SIZE_MAX);
}

function isList(type: GraphQLOutputType): boolean {
  return isListType(getNullableType(type));
}
