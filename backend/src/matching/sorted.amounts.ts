/** Amounts in ascending order, with their places in the order they came in. */
export interface SortedAmounts {
  readonly order: readonly number[];
  readonly values: readonly number[];
}

/** Sorts once what is searched often; the place decides between equals. */
export function sortAmounts(amounts: readonly number[]): SortedAmounts {
  const order = amounts.map((_, at) => at);
  order.sort((a, b) => (amounts[a] ?? 0) - (amounts[b] ?? 0) || a - b);
  return { order, values: order.map((at) => amounts[at] ?? 0) };
}

/** The same amounts without the one at a place: those behind it move up. */
export function withoutPlace({ order, values }: SortedAmounts, place: number): SortedAmounts {
  const at = order.indexOf(place);
  return {
    order: order.toSpliced(at, 1).map((other) => (other > place ? other - 1 : other)),
    values: values.toSpliced(at, 1),
  };
}

/** Those at the places from `from` up to, not including, `end`; places are counted anew. */
export function withinPlaces(
  { order, values }: SortedAmounts,
  { from, end }: { readonly from: number; readonly end: number },
): SortedAmounts {
  const places: number[] = [];
  const amounts: number[] = [];
  for (let at = 0; at < order.length; at += 1) {
    const place = order[at] ?? 0;
    if (place < from || place >= end) continue;
    places.push(place - from);
    amounts.push(values[at] ?? 0);
  }
  return { order: places, values: amounts };
}

/** Places of the amounts from `least` to `most`, both included, in the order they came in. */
export function placesBetween(
  { order, values }: SortedAmounts,
  { least, most }: { readonly least: number; readonly most: number },
): number[] {
  const places: number[] = [];
  for (let at = firstFrom(values, least); at < values.length; at += 1) {
    if ((values[at] ?? 0) > most) break;
    places.push(order[at] ?? 0);
  }
  return places.sort((a, b) => a - b);
}

function firstFrom(ascending: readonly number[], least: number): number {
  let [from, end] = [0, ascending.length];
  while (from < end) {
    const middle = (from + end) >> 1;
    if ((ascending[middle] ?? 0) < least) from = middle + 1;
    else end = middle;
  }
  return from;
}
