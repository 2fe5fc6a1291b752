/**
 * SQL condition on a command `c` and its outcome `o`: it took effect or still may.
 *
 * What was written beside a command that was refused, given up or cancelled counts for nothing.
 */
export const COMMAND_STANDS = `c.failure IS NULL AND o.succeeded IS DISTINCT FROM false`;

/** SQL: joins the outcome `o` of a command `c`. */
export const JOIN_OUTCOME = `LEFT JOIN command_outcome o
  ON o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce`;

/**
 * SQL: ids of commands of the kind $1 that were refused, given up or cancelled.
 *
 * Reads these alone, by their indexes: what took effect does not slow it, however much there is.
 */
export const FAILED_COMMANDS = `SELECT c.command_id FROM command_outcome o
  JOIN command c ON c.signer = o.signer AND c.forwarder_nonce = o.forwarder_nonce
  WHERE NOT o.succeeded AND c.kind = $1
  UNION ALL SELECT command_id FROM command WHERE failure IS NOT NULL AND kind = $1`;
