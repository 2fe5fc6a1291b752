import { parseCalendarDate, type CalendarDate } from '../../common/calendar-date.js';
import {
  findCurrencyExponent,
  formatDecimal,
  parseAmountMinor,
  parseDecimal,
  rescaleExactly,
  rescaleHalfUp,
} from '../../common/money.js';
import { Refusal, type RefusalDetail } from '../../common/refusal.js';
import { attributeOf, NAMESPACES, pathOf, type XmlElement } from './xml.element.js';
import { REFUSALS_MAX, REQUIRED_TEXT_MAX } from './xml.limits.js';

/** An amount in minor units together with the element that states it. */
export interface Figure {
  readonly amountMinor: bigint;
  readonly element: XmlElement;
  /** True where digits beyond the minor unit were rounded off. */
  readonly isRounded?: boolean;
}

/** What is wrong with an element. */
export interface Objection {
  readonly code: string;
  readonly message: string;
}

/** What a missing term is called, and the code of the refusal. */
export interface Demand {
  readonly code: string;
  readonly what: string;
}

/** How an amount element names its currency. */
export interface CurrencyAttribute {
  readonly name: 'currencyID' | 'Ccy';
  readonly required: boolean;
  /** Whether digits beyond the minor unit are rounded off instead of refused. */
  readonly rounded?: boolean;
}

/** A day, with an optional time zone as `xs:date` allows: the day is the one that is written. */
const XML_DATE_PATTERN = /^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads the terms of one document and collects what is wrong with them, so that a sender learns
 * of all errors at once. Steps of a path are `prefix:Name`; a name without prefix belongs to the
 * namespace given to the constructor.
 */
export class TermReader {
  private readonly collected: Refusal[] = [];
  private readonly noted: Refusal[] = [];
  private readonly reportedDuplicates = new Set<XmlElement>();

  constructor(private readonly defaultUri = '') {}

  get errors(): RefusalDetail[] {
    return this.collected.map((refusal) => refusal.toDetail());
  }

  get warnings(): RefusalDetail[] {
    return this.noted.map((refusal) => refusal.toDetail());
  }

  get failed(): boolean {
    return this.collected.length > 0;
  }

  /** The one element at the path; a second one of the same name is refused. */
  one(parent: XmlElement | null, path: string): XmlElement | null {
    let current = parent;
    for (const step of path.split('/')) {
      if (current === null) return null;
      current = this.onlyChild(current, step);
    }
    return current;
  }

  /** All elements at the path; every step may repeat. */
  all(parent: XmlElement | null, path: string): XmlElement[] {
    let current = parent === null ? [] : [parent];
    for (const step of path.split('/')) {
      current = current.flatMap((element) => this.childrenNamed(element, step));
    }
    return current;
  }

  /** Text at the path with white space collapsed; null when absent or blank. */
  text(parent: XmlElement | null, path: string): string | null {
    return textOf(this.one(parent, path));
  }

  /** Distinct texts at the path, in document order. */
  texts(parent: XmlElement | null, path: string): string[] {
    const found = this.all(parent, path).map(textOf);
    return [...new Set(found.filter((text) => text !== null))];
  }

  /** A number, name or code that must be there: otherwise a refusal, and an empty string. */
  required(parent: XmlElement, path: string, demand: Demand): string {
    const element = this.one(parent, path);
    const text = textOf(element);
    if (element === null || text === null) {
      this.refuseMissing(parent, path, demand);
      return '';
    }
    if (text.length > REQUIRED_TEXT_MAX) {
      const message = `${demand.what} is longer than ${REQUIRED_TEXT_MAX} characters`;
      this.refuse(element, { code: 'TEXT_TOO_LONG', message });
    }
    return text;
  }

  refuseMissing(parent: XmlElement, path: string, { code, what }: Demand): void {
    const message = `${what} is missing`;
    collect(this.collected, parent, { code, message, below: `/${path}` });
  }

  refuse(element: XmlElement, objection: Objection): void {
    collect(this.collected, element, objection);
  }

  /** Something odd that does not make the document unusable. */
  warn(element: XmlElement, objection: Objection): void {
    collect(this.noted, element, objection);
  }

  /** Passes a value through and collects a refusal in its place. */
  accept<Value>(value: Value | Refusal, element: XmlElement): Value | null {
    if (!(value instanceof Refusal)) return value;
    this.refuse(element, { code: value.code, message: value.message });
    return null;
  }

  /** An ISO date; a time zone behind it does not move the day. */
  date(element: XmlElement | null): CalendarDate | null {
    const text = textOf(element);
    if (element === null) return null;
    const day = XML_DATE_PATTERN.exec(text ?? '')?.[1] ?? text ?? '';
    return this.accept(parseCalendarDate(day), element);
  }

  /** An amount in the currency of the document; the element may have to name the same one. */
  amount(
    element: XmlElement | null,
    currency: string,
    attribute: CurrencyAttribute,
  ): Figure | null {
    if (element === null) return null;
    const stated = attributeOf(element, attribute.name);
    if (stated === null && attribute.required) {
      this.refuse(element, {
        code: 'MISSING_CURRENCY',
        message: `the amount has no ${attribute.name}`,
      });
      return null;
    }
    if (stated !== null && stated !== currency) {
      const message = `the amount is in ${stated}, the document in ${currency}`;
      this.refuse(element, { code: 'CURRENCY_MISMATCH', message });
      return null;
    }
    return attribute.rounded === true
      ? this.roundedFigure(element, currency)
      : this.figure(element, currency);
  }

  /** An amount in a currency that is already known. */
  figure(element: XmlElement, currency: string): Figure | null {
    const amountMinor = this.accept(parseAmountMinor({ text: element.text, currency }), element);
    return amountMinor === null ? null : { amountMinor, element };
  }

  private roundedFigure(element: XmlElement, currency: string): Figure | null {
    const decimal = parseDecimal(element.text);
    const scale = findCurrencyExponent(currency);
    if (decimal === null || scale === null || rescaleExactly(decimal, scale) !== null) {
      return this.figure(element, currency);
    }
    const text = formatDecimal({ units: rescaleHalfUp(decimal, scale), scale });
    const amountMinor = this.accept(parseAmountMinor({ text, currency }), element);
    return amountMinor === null ? null : { amountMinor, element, isRounded: true };
  }

  private onlyChild(parent: XmlElement, step: string): XmlElement | null {
    const [first, second] = this.childrenNamed(parent, step);
    if (second !== undefined && !this.reportedDuplicates.has(second)) {
      this.reportedDuplicates.add(second);
      this.refuse(second, {
        code: 'DUPLICATE_ELEMENT',
        message: `${step} may occur only once here`,
      });
    }
    return first ?? null;
  }

  private childrenNamed(parent: XmlElement, step: string): XmlElement[] {
    const [prefix, name] = step.includes(':') ? step.split(':') : ['', step];
    const uri = prefix === '' ? this.defaultUri : NAMESPACES[prefix as keyof typeof NAMESPACES];
    return parent.children.filter((child) => child.local === name && child.uri === uri);
  }
}

/** Ten thousand wrong entries are one wrong file: the first errors tell, the others only cost. */
function collect(
  refusals: Refusal[],
  element: XmlElement,
  { code, message, below = '' }: Objection & { readonly below?: string },
): void {
  if (refusals.length >= REFUSALS_MAX) return;
  const { line, column } = element;
  refusals.push(new Refusal({ code, message, path: `${pathOf(element)}${below}`, line, column }));
}

/** Text of an element with white space collapsed; null when absent or blank. */
export function textOf(element: XmlElement | null): string | null {
  const text = element?.text.replace(/\s+/gu, ' ').trim() ?? '';
  return text === '' ? null : text;
}
