/**
 * Keys of the Postgres advisory locks, in one place so that no two uses share one.
 *
 * The leases are held by a process for as long as it works; the others for one transaction.
 */
export const AdvisoryLock = {
  MIGRATION: 7_300_001,
  INDEXER_LEASE: 7_300_002,
  RELAY_LEASE: 7_300_003,
  RELAY_NONCES: 7_300_004,
  ADMISSION: 7_300_005,
  SETTLEMENT_LEASE: 7_300_006,
  ALLOCATION: 7_300_007,
  COLLECTIONS_LEASE: 7_300_008,
  REBUILD: 7_300_015,
  EVENTS_LEASE: 7_300_016,
  VERIFICATION_LEASE: 7_300_017,
  STATEMENTS_LEASE: 7_300_024,
  WARNINGS_LEASE: 7_300_033,
  ASSESSMENT_LEASE: 7_300_037,
  PORTFOLIO_LEASE: 7_300_137,
} as const;
