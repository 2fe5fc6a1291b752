/**
 * What a document may cost. Every bound is far above honest documents and low enough that a
 * hostile one is refused within a second and some hundred megabytes.
 */

/** The largest file: a month of a busy account, or an invoice with its scanned attachments. */
export const FILE_BYTES_MAX = 20 * 1024 * 1024;

/** CII nests about ten deep and sub-invoice lines add one per level. */
export const DEPTH_MAX = 100;

/** A file of the largest size holds fewer elements than this unless it is made of empty tags. */
export const ELEMENTS_MAX = 600_000;

/** Characters in one element. Notes reach some thousands; attachments have their own bound. */
export const TEXT_MAX = 256 * 1024;

/** Characters of a number, name or code, which others store, compare and print. */
export const REQUIRED_TEXT_MAX = 1_000;

/** Schema locations are the longest honest attributes. */
export const ATTRIBUTE_TEXT_MAX = 8 * 1024;

/** Root elements with many namespace declarations have some twenty. */
export const ATTRIBUTES_MAX = 64;

/** Errors of one document that are reported. */
export const REFUSALS_MAX = 50;

/**
 * Elements that carry an attachment in base64: bounded by the file only, and their text is not
 * kept, because no reader wants it.
 */
export const ATTACHMENT_ELEMENTS: ReadonlySet<string> = new Set([
  'EmbeddedDocumentBinaryObject',
  'AttachmentBinaryObject',
  'IncludedBinaryObject',
]);
