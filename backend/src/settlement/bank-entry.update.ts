import type { EntityManager } from 'typeorm';

import type { IdentifiedEntry } from './bank-entry.identity.js';

/**
 * What another message adds to entries: a pending one is booked and is money from then on, and a
 * batch gets the payments that are in it. What a command has already is left as it was decided on.
 */
export async function updateKnownEntries(
  db: EntityManager,
  entries: readonly IdentifiedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await db.query(
    `UPDATE bank_entry e SET
       booking_date = CASE WHEN n.booked AND e.booking_status <> 'BOOK'
         THEN (n.entry->>'bookingDate')::date ELSE e.booking_date END,
       is_matchable = CASE WHEN n.booked AND NOT e.is_batch_total AND e.batch_entry_hash IS NULL
         THEN (n.entry->>'isMatchable')::boolean ELSE e.is_matchable END,
       booking_status = CASE WHEN n.booked THEN 'BOOK' ELSE e.booking_status END,
       value_date = coalesce(e.value_date, (n.entry->>'valueDate')::date),
       remittance = CASE WHEN n.tells_more THEN n.entry->>'remittance' ELSE e.remittance END,
       reference = CASE WHEN n.tells_more THEN coalesce(n.entry->>'reference', e.reference)
         ELSE coalesce(e.reference, n.entry->>'reference') END,
       reference_fields = CASE WHEN cardinality(e.reference_fields) >= cardinality(n.fields)
         THEN e.reference_fields ELSE n.fields END,
       batch_references = CASE WHEN cardinality(e.batch_references) > 0 THEN e.batch_references
         ELSE n.batch_references END,
       end_to_end_id = coalesce(e.end_to_end_id, n.entry->>'endToEndId'),
       servicer_reference = coalesce(e.servicer_reference, n.entry->>'servicerReference'),
       uetr = coalesce(e.uetr, n.entry->>'uetr'),
       return_reason = coalesce(e.return_reason, n.entry->>'returnReason'),
       counterparty_name = coalesce(e.counterparty_name, n.entry->>'counterpartyName'),
       counterparty_account = coalesce(e.counterparty_account, n.entry->>'counterpartyAccount'),
       detail_count = greatest(e.detail_count, (n.entry->>'detailCount')::int)
     FROM (
       SELECT k.entry_hash, j.entry, j.entry->>'bookingStatus' = 'BOOK' AS booked,
         k.detail_count < (j.entry->>'detailCount')::int AS tells_more,
         array(SELECT jsonb_array_elements_text(j.entry->'referenceFields')) AS fields,
         array(SELECT jsonb_array_elements_text(j.entry->'batchReferences')) AS batch_references
       FROM unnest($1::jsonb[]) AS j (entry)
       JOIN bank_entry k ON k.entry_hash = j.entry->>'entryHash'
     ) n WHERE n.entry_hash = e.entry_hash AND e.command_id IS NULL`,
    [entries.map(toJson)],
  );
}

function toJson(entry: IdentifiedEntry): string {
  return JSON.stringify(entry, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}
