const DAY_MS = 86_400_000;
const DAYS_MEMO_MAX = 20_000;

const days = new Map<string, number>();

/** Days since 1970-01-01 of a calendar day; each is read once, since a book has few days and many dates. */
export function dayOf(date: string): number {
  const known = days.get(date);
  if (known !== undefined) return known;
  const day = Math.round(Date.parse(`${date}T00:00:00Z`) / DAY_MS);
  if (days.size >= DAYS_MEMO_MAX) days.clear();
  days.set(date, day);
  return day;
}

/** Days from one calendar day to another; negative backwards. */
export function daysBetween(from: string, to: string): number {
  return dayOf(to) - dayOf(from);
}
