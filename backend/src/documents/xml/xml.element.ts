/** One element of a parsed document. Namespaces are resolved; prefixes play no part. */
export interface XmlElement {
  readonly uri: string;
  readonly local: string;
  /** Attributes without a namespace, by name; null when there are none. */
  readonly attributes: ReadonlyMap<string, string> | null;
  readonly parent: XmlElement | null;
  readonly children: XmlElement[];
  /** Character data of this element itself, comments and child elements left out. */
  readonly text: string;
  /** Where its start tag ends, counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** Namespaces of the formats that are read, and the prefix that each is known by. */
export const NAMESPACES = {
  cac: 'urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2',
  cbc: 'urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2',
  rsm: 'urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100',
  ram: 'urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100',
  udt: 'urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100',
  qdt: 'urn:un:unece:uncefact:data:standard:QualifiedDataType:100',
} as const;

const PREFIXES: ReadonlyMap<string, string> = new Map(
  Object.entries(NAMESPACES).map(([prefix, uri]) => [uri, prefix]),
);

/**
 * Path from the root in customary prefixes, with a position only where a name repeats:
 * `/Invoice/cac:InvoiceLine[2]/cbc:LineExtensionAmount`.
 */
export function pathOf(element: XmlElement): string {
  const { parent } = element;
  if (parent === null) return `/${nameOf(element)}`;
  const alike = parent.children.filter(
    ({ uri, local }) => uri === element.uri && local === element.local,
  );
  const position = alike.length > 1 ? `[${alike.indexOf(element) + 1}]` : '';
  return `${pathOf(parent)}/${nameOf(element)}${position}`;
}

/** The element's name in its customary prefix. */
export function nameOf({ uri, local }: Pick<XmlElement, 'uri' | 'local'>): string {
  const prefix = PREFIXES.get(uri);
  return prefix === undefined ? local : `${prefix}:${local}`;
}

/** Attribute value without surrounding white space; null when absent or blank. */
export function attributeOf(element: XmlElement, name: string): string | null {
  const value = element.attributes?.get(name)?.trim() ?? '';
  return value === '' ? null : value;
}
