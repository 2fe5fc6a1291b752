/** Path of the first thing that is not as it should be; null if nothing is. */
export type Shape = (value: unknown, path: string) => string | null;

/** Exactly these fields; those of `optional` may be missing. */
export function fields(
  shapes: Readonly<Record<string, Shape>>,
  optional: readonly string[] = [],
): Shape {
  return (value, path) => {
    if (!isObject(value)) return path;
    const unknown = Object.keys(value).find((name) => !Object.hasOwn(shapes, name));
    if (unknown !== undefined) return join(path, unknown.slice(0, 60));
    for (const [name, shape] of Object.entries(shapes)) {
      if (optional.includes(name) && value[name] === undefined) continue;
      const wrong = shape(value[name], join(path, name));
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

/** As many items as the bounds allow, each of the shape. */
export function list(shape: Shape, min: number, max: number): Shape {
  return (value, path) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) return path;
    for (const [at, item] of value.entries()) {
      const wrong = shape(item, `${path}[${at}]`);
      if (wrong !== null) return wrong;
    }
    return null;
  };
}

export function number(min = -Infinity, max = Infinity): Shape {
  return (value, path) => (isFinite(value) && value >= min && value <= max ? null : path);
}

export function whole(min: number, max: number): Shape {
  return (value, path) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? null : path;
}

export function text(pattern: RegExp): Shape {
  return (value, path) => (typeof value === 'string' && pattern.test(value) ? null : path);
}

export function oneOf(...values: readonly unknown[]): Shape {
  return (value, path) => (values.includes(value) ? null : path);
}

/** The shape, and what it says of the whole of it. */
export function such(shape: Shape, holds: (value: never) => boolean): Shape {
  return (value, path) => shape(value, path) ?? (holds(value as never) ? null : path);
}

export function either(...shapes: readonly Shape[]): Shape {
  return (value, path) => {
    const wrong = shapes.map((shape) => shape(value, path));
    return wrong.includes(null) ? null : (wrong[0] ?? path);
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
