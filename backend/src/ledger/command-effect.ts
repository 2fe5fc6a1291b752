/**
 * SQL condition on a command `c` and its outcome `o`: it took effect or still may.
 *
 * What was written beside a command that was refused, given up or cancelled counts for nothing.
 */
export const COMMAND_STANDS = `c.failure IS NULL AND o.succeeded IS DISTINCT FROM false`;

/** SQL: joins the outcome `o` of a command `c`. */
export const JOIN_OUTCOME = `LEFT JOIN command_outcome o
  ON o.signer = c.signer AND o.forwarder_nonce = c.forwarder_nonce`;
