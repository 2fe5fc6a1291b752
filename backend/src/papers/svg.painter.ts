import { SaxesParser } from 'saxes';

type Attributes = Readonly<Record<string, string>>;

const NUMBER = /-?\d+(?:\.\d+)?(?:e-?\d+)?/g;
const NOT_PAINTED: ReadonlySet<string> = new Set(['defs', 'style']);
/** Distance of a line's middle from its baseline, in parts of the font size. */
const MIDDLE = 0.35;
const TOP = 0.8;

type Outline = (document: PDFKit.PDFDocument, attributes: Attributes) => void;

const OUTLINES: Readonly<Record<string, Outline>> = {
  path: (document, attributes) => {
    document.path(attributes['d'] ?? '');
  },
  polygon: (document, attributes) => {
    document.path(`M${attributes['points'] ?? ''}Z`);
  },
  polyline: (document, attributes) => {
    document.path(`M${attributes['points'] ?? ''}`);
  },
  rect: (document, attributes) => {
    const [x = 0, y = 0, width = 0, height = 0] = ['x', 'y', 'width', 'height'].map((key) =>
      Number(attributes[key] ?? 0),
    );
    document.rect(x, y, width, height);
  },
};

/**
 * Paints the SVG that charts are made of onto a page: groups, rectangles, paths and texts with transforms.
 *
 * @throws {Error} for an element that charts do not have, since leaving it out would show another picture
 */
export class SvgPainter {
  private skipped = 0;
  private text: Attributes | null = null;

  constructor(private readonly document: PDFKit.PDFDocument) {}

  /** `x` and `y` are the place of its upper left corner, in points; a unit of the SVG is a point. */
  paint(svg: string, x: number, y: number): void {
    const { document } = this;
    const place = { x: document.x, y: document.y };
    document.save().translate(x, y);
    const parser = new SaxesParser();
    parser.on('opentag', ({ name, attributes }) => this.open(name, attributes));
    parser.on('text', (content) => this.write(content));
    parser.on('closetag', ({ name }) => this.close(name));
    parser.write(svg).close();
    document.restore();
    Object.assign(document, place);
  }

  private open(name: string, attributes: Attributes): void {
    if (NOT_PAINTED.has(name) || this.skipped > 0) {
      this.skipped += 1;
      return;
    }
    if (name === 'text') {
      this.text = attributes;
      return;
    }
    if (name === 'g') {
      this.document.save();
      this.transform(attributes['transform']);
      return;
    }
    const outline = OUTLINES[name];
    if (outline !== undefined) this.shape(outline, attributes);
    else if (name !== 'svg') throw new Error(`A chart has no element ${name}.`);
  }

  private close(name: string): void {
    if (this.skipped > 0) this.skipped -= 1;
    else if (name === 'g') this.document.restore();
    else if (name === 'text') this.text = null;
  }

  private shape(outline: Outline, attributes: Attributes): void {
    const { document } = this;
    const fill = colorOf(attributes, 'fill');
    const stroke = colorOf(attributes, 'stroke');
    if (fill === null && stroke === null) return;
    document.save();
    this.transform(attributes['transform']);
    document.lineWidth(Number(attributes['stroke-width'] ?? 1));
    const dash = numbersIn(attributes['stroke-dasharray']);
    if (dash[0] !== undefined) document.dash(dash[0], { space: dash[1] ?? dash[0] });
    document.fillOpacity(Number(attributes['fill-opacity'] ?? 1));
    outline(document, attributes);
    if (fill !== null && stroke !== null) document.fillAndStroke(fill, stroke);
    else if (fill !== null) document.fill(fill);
    else if (stroke !== null) document.stroke(stroke);
    document.restore();
  }

  private write(content: string): void {
    const attributes = this.text;
    if (attributes === null || this.skipped > 0 || content.trim() === '') return;
    const { document } = this;
    const style = attributes['style'] ?? '';
    const size = Number(/font-size:([\d.]+)px/.exec(style)?.[1] ?? 12);
    document.save();
    this.transform(attributes['transform']);
    document.font(/font-weight:bold/.test(style) ? 'bold' : 'text').fontSize(size);
    document.fillColor(colorOf(attributes, 'fill') ?? 'black');
    const width = document.widthOfString(content);
    const x = Number(attributes['x'] ?? 0) - width * shareBefore(attributes['text-anchor']);
    const y = Number(attributes['y'] ?? 0) + size * shiftOf(attributes['dominant-baseline']);
    document.text(content, x, y, { lineBreak: false, baseline: 'alphabetic' });
    document.restore();
  }

  private transform(text: string | undefined): void {
    for (const [, name, values] of (text ?? '').matchAll(/(\w+)\(([^)]*)\)/g)) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbersIn(values);
      if (name === 'translate') this.document.translate(a, b);
      else if (name === 'matrix') this.document.transform(a, b, c, d, e, f);
      else if (name === 'rotate') this.document.rotate(a, { origin: [b, c] });
      else throw new Error(`A chart has no transform ${name}.`);
    }
  }
}

/** Part of a text that stands left of its place. */
function shareBefore(anchor: string | undefined): number {
  if (anchor === 'middle') return 1 / 2;
  return anchor === 'end' ? 1 : 0;
}

function shiftOf(baseline: string | undefined): number {
  if (baseline === 'central') return MIDDLE;
  return baseline === 'hanging' ? TOP : 0;
}

/** Null for what is not seen. */
function colorOf(attributes: Attributes, name: 'fill' | 'stroke'): PDFKit.Mixins.ColorValue | null {
  const color = attributes[name];
  const isUnseen =
    attributes[`${name}-opacity`] === '0' ||
    (name === 'stroke' && attributes['stroke-width'] === '0');
  if (isUnseen || color === 'none' || color === 'transparent') return null;
  if (color === undefined) return name === 'fill' ? 'black' : null;
  if (!color.startsWith('rgb')) return color;
  const [red = 0, green = 0, blue = 0] = numbersIn(color);
  return [red, green, blue];
}

function numbersIn(text: string | undefined): number[] {
  return (text?.match(NUMBER) ?? []).map(Number);
}
