import type { ApiClient, Variables } from './client.js';

/** Most items that the API puts on one page. */
export const PAGE_SIZE = 100;

export interface ConnectionAnswer<Node> {
  readonly edges: ReadonlyArray<{ readonly node: Node }>;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** One listing of the API: how to ask for a page of it. */
export interface Listing {
  /** Name of the query. */
  readonly field: string;
  /** What is asked of each node. */
  readonly selection: string;
  /** Arguments beside `first` and `after`, each with its GraphQL type. */
  readonly types?: Readonly<Record<string, string>>;
  readonly variables?: Variables;
}

/** All nodes of a listing, page by page. */
export async function listAll<Node>(client: ApiClient, listing: Listing): Promise<Node[]> {
  const document = pageDocument(listing);
  const nodes: Node[] = [];
  let after: string | null = null;
  do {
    const variables = { ...listing.variables, first: PAGE_SIZE, after };
    const data: Record<string, ConnectionAnswer<Node>> = await client.request(document, variables);
    const page: ConnectionAnswer<Node> | undefined = data[listing.field];
    nodes.push(...(page?.edges.map(({ node }) => node) ?? []));
    after = page?.pageInfo.hasNextPage === true ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}

function pageDocument({ field, selection, types = {} }: Listing): string {
  const own = Object.entries(types);
  const declared = own.map(([name, type]) => `, $${name}: ${type}`).join('');
  const passed = own.map(([name]) => `, ${name}: $${name}`).join('');
  return `query List($first: Int!, $after: String${declared}) {
    ${field}(first: $first, after: $after${passed}) {
      edges { node { ${selection} } }
      pageInfo { hasNextPage endCursor }
    }
  }`;
}
